// Loaded before the main file: where the launcher is killed outright, its end of the channel closes, and we stop as if told to.
// The pid is compared because a process we fork in turn loads this too, and has a channel to us.
if (process.channel && process.env.OUTGROW_LAUNCHER === String(process.ppid)) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
