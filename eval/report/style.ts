/** Owns the look of the report: one sheet, put into the page, light and dark, for screen and paper. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f6f8fa;--ink:#1b2530;--soft:#5b6b7b;--rule:#dfe5eb;--main:#0b6b57;--good:#12805c;--bad:#c0392b;--warn:#9a6700}
@media (prefers-color-scheme:dark){:root{--ground:#12181e;--raised:#1b232b;--ink:#e4eaf0;--soft:#9aa9b8;--rule:#2d3842;--main:#45c2a0;--good:#4fc48f;--bad:#f08070;--warn:#dba63c}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1120px;margin:0 auto;padding:32px 20px 80px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:44px 0 12px;padding-top:12px;border-top:1px solid var(--rule)}h3{font-size:15px;margin:20px 0 6px}
.about{color:var(--soft);margin:0 0 24px}.note{color:var(--soft);margin:6px 0 12px;max-width:76ch}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(138px,1fr));gap:12px}
.tile{background:var(--raised);border:1px solid var(--rule);border-radius:10px;padding:12px 14px}
.tile b{display:block;font-size:24px;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.25}
.tile span{color:var(--soft);font-size:13px}.tile .name{display:block;color:var(--ink)}
.better{color:var(--good)}.worse{color:var(--bad)}
.warning details{border:0;padding:2px 0}.warning{border-left:4px solid var(--warn);background:var(--raised);padding:10px 14px;border-radius:0 8px 8px 0;margin:20px 0}
.warning ul{margin:6px 0 0;padding-left:20px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft);font-size:13px}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}code{font:13px/1.4 ui-monospace,Menlo,Consolas,monospace}
.wide{overflow-x:auto}
.bar{position:relative;display:inline-block;width:110px;height:18px;background:var(--raised);border-radius:3px;overflow:hidden}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--main);opacity:.28}.bar b{position:relative;padding-left:6px;font-weight:500;font-size:13px;line-height:18px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:20px}
figure{margin:0}figcaption{color:var(--soft);font-size:13px}
svg{max-width:100%;height:auto;display:block}svg.chart{width:360px}svg.map{width:100%}
svg text{fill:var(--soft);font:11px system-ui,sans-serif}svg.map text{font-size:8px}svg .axis{font-size:12px}
.grid{stroke:var(--rule)}.ideal{stroke:var(--soft);stroke-dasharray:4 4}.line{fill:none;stroke:var(--main);stroke-width:2}.dot{fill:var(--main)}.whisker{stroke:var(--main);opacity:.5}
.area{stroke:var(--rule);stroke-width:.6;fill:none}.hit{fill:var(--main)}.miss{fill:var(--bad)}
details{border-bottom:1px solid var(--rule);padding:6px 0}summary{cursor:pointer}
details>div,details>table{margin:8px 0 10px 18px;width:auto}
.said{white-space:pre-wrap;margin:2px 0 8px}.who{color:var(--soft);font-size:13px}
@media print{main{max-width:none;padding:0}details{break-inside:avoid}}
`;
