import { registerHooks } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

// A process as a stage's main.ts starts it, over ports in memory. It tells at its end how much of OpenTelemetry's SDK was loaded.
let sdkModules = 0;
registerHooks({
  load(url, context, nextLoad) {
    if (/@opentelemetry\/(?!api\/)/.test(url)) sdkModules += 1;
    return nextLoad(url, context);
  },
});
process.on('exit', () => console.log(JSON.stringify({ msg: 'exit', sdkModules })));

const { serve } = await import('@outgrow/api/serve');
const { memoryStage } = await import('./memory-stage.ts');
await serve(async (urls, settings) => {
  const stage = await memoryStage();
  stage.shop.during = () => delay(Number(settings.COMMAND_TAKES_MS ?? 0));
  stage.shop.systems[Object.keys(urls).join(',')] = async () => {};
  return stage;
});
