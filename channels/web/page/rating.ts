/** Owns the stars: five radio buttons that look like stars, a comment, and thanks. */
import { h } from '../../page/dom.ts';
import { icon } from './icons.ts';
import { eventActivity, newId, type Outgoing } from './wire.ts';

const WORDS = ['', '很不满意', '不满意', '一般', '满意', '非常满意'];

/** The form; `send` is called once. */
export function drawRating(send: (activity: Outgoing) => void): HTMLFormElement {
  const name = `stars-${newId()}`;
  const said = h('output', { class: 'rating-word' }, '点亮星星告诉我们');
  const comment = h('textarea', {
    rows: '2',
    maxlength: '500',
    placeholder: '说说哪里好、哪里要改进（可不填）',
    'aria-label': '评价内容，可不填',
  });
  const button = h('button', { type: 'submit', class: 'primary' }, '提交评价');
  const more = h('div', { class: 'rating-more', hidden: true }, comment, button);
  const stars = [1, 2, 3, 4, 5].map((score) =>
    h(
      'label',
      { class: 'star', title: WORDS[score] },
      h('input', { type: 'radio', name, value: String(score), class: 'hidden-input' }),
      icon('star'),
      h('span', { class: 'sr' }, `${score}星，${WORDS[score]}`),
    ),
  );
  const form = h(
    'form',
    { class: 'rating' },
    h('fieldset', {}, h('legend', {}, '请为本次服务评分'), h('div', { class: 'stars' }, ...stars)),
    said,
    more,
  );
  const score = () => Number(new FormData(form).get(name) ?? 0);
  form.addEventListener('change', () => {
    stars.forEach((star, i) => {
      star.classList.toggle('lit', i < score());
    });
    said.textContent = WORDS[score()] ?? '';
    more.hidden = false;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.disabled || !score()) return;
    button.disabled = true;
    send(eventActivity('rating', { score: score(), comment: comment.value.trim() }));
  });
  return form;
}

/** The given rating, as it stands in the log. */
export function ratingWords(value: unknown): string {
  const { score = 0, comment = '' } = (value ?? {}) as { score?: number; comment?: string };
  const stars = '★'.repeat(score) + '☆'.repeat(Math.max(0, 5 - score));
  return `您的评价：${stars}${comment ? ` “${comment}”` : ''}`;
}
