import { describe, expect, it } from 'vitest';
import { segment } from './segment.ts';

describe('segment', () => {
  it('keeps the words of the trade whole', () => {
    expect(segment('查一下户号的阶梯电价')).toEqual(['查', '一下', '户号', '的', '阶梯电价']);
    expect(segment('空开跳闸了要报修')).toEqual(['空开', '跳闸', '了', '要', '报修']);
    expect(segment('办理更名过户')).toEqual(['办理', '更名过户']);
  });

  it('loses nothing of the text', () => {
    const text = '3幢502室，上个月电费243.45元 OK？';
    expect(segment(text).join('')).toBe(text);
  });

  it('gives no words for an empty text', () => {
    expect(segment('')).toEqual([]);
  });
});
