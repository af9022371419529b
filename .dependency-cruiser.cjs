/** The import rules of docs/architecture.md: store, nlu <- knowledge <- bot <- channels; eval and console are leaves. */
const room = (name) => `^${name}/`;
const forbid = (name, from, to, why) => ({
  name,
  severity: 'error',
  comment: why,
  from: { path: from },
  to: { path: to },
});
module.exports = {
  forbidden: [
    forbid(
      'store-stands-alone',
      room('store'),
      '^(nlu|knowledge|bot|channels|eval|console|scripts)/',
      'store knows no other room',
    ),
    forbid(
      'nlu-stands-alone',
      room('nlu'),
      '^(store|knowledge|bot|channels|eval|console|scripts)/',
      'nlu is text in, understanding out',
    ),
    forbid(
      'knowledge-sees-nlu-and-store',
      room('knowledge'),
      '^(bot|channels|eval|console|scripts)/',
      'knowledge is below bot',
    ),
    forbid('bot-sees-below', room('bot'), '^(channels|eval|console|scripts)/', 'bot knows no channel'),
    forbid('channels-see-below', room('channels'), '^(eval|console|scripts)/', 'channels are above bot'),
    forbid(
      'eval-sees-no-channel',
      room('eval'),
      '^(channels|console|scripts)/',
      'eval measures nlu, knowledge and bot',
    ),
    forbid(
      'console-is-a-leaf',
      '^(store|nlu|knowledge|bot|channels|eval)/',
      room('console'),
      'nothing imports the console but the composition root',
    ),
    forbid(
      'scripts-are-roots',
      '^(store|nlu|knowledge|bot|channels|eval|console)/',
      room('scripts'),
      'nothing imports scripts',
    ),
    {
      name: 'dialog-core-is-pure',
      severity: 'error',
      comment: 'the decision core imports no I/O: state + event -> state + effects',
      from: { path: '^bot/dialog/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'dialog-core-sees-no-io-room',
      severity: 'error',
      from: { path: '^bot/dialog/', pathNot: '(\\.test|/testing)\\.ts$' },
      to: { path: '^(store|bot/(actions|backends))/', pathNot: '^bot/actions/port\\.ts$' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules|^data/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
