/** Personal data as it may be shown: enough to recognise one's own, too little to learn another's. */

/** 张伟 → 张*, 李秀英 → 李**, a company keeps its first two and last two characters. */
export function maskName(name: string): string {
  if (name.length > 4) return `${name.slice(0, 2)}****${name.slice(-2)}`;
  return name.slice(0, 1) + '*'.repeat(Math.max(1, name.length - 1));
}

/** Up to the road: 南京市鼓楼区云台路18号3幢502室 → 南京市鼓楼区云台路***. */
export function maskAddress(address: string): string {
  const house = address.search(/\d/);
  return house < 0 ? address : `${address.slice(0, house)}***`;
}

/** 13800000001 → 138****0001 */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
