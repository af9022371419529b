/** Owns how a reply's card, link and source look as an Adaptive Card 1.3, for Bot Framework clients other than our page. */
import type { Card, Reply } from '../bot/types.ts';

/** The attachment for a reply, or null when it has nothing but text and buttons. */
export function cardAttachment({ card, link, source }: Reply): object | null {
  const body = [...(card ? cardBody(card) : []), ...(source ? [small(`来源：${source.label}`)] : [])];
  const actions = [card?.link, link].flatMap((target) => (target ? [openUrl(target)] : []));
  if (!body.length && !actions.length) return null;
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.3',
      body,
      ...(actions.length ? { actions } : {}),
    },
  };
}

function cardBody({ title, status, rows }: Card): object[] {
  return [
    { type: 'TextBlock', text: plain(title), weight: 'Bolder', size: 'Medium', wrap: true },
    ...(status
      ? [{ type: 'TextBlock', text: plain(status), color: 'Accent', spacing: 'None', wrap: true }]
      : []),
    ...(rows.length
      ? [
          {
            type: 'FactSet',
            facts: rows.map((row) => ({ title: plain(row.label), value: plain(row.value) })),
          },
        ]
      : []),
  ];
}

function small(text: string) {
  return { type: 'TextBlock', text: plain(text), isSubtle: true, size: 'Small', wrap: true };
}

function openUrl({ label, url }: { label: string; url: string }) {
  return { type: 'Action.OpenUrl', title: label, url };
}

/** Adaptive Cards read Markdown; what a person typed must not become a link. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<]/g, '\\$&');
}
