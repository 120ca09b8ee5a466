namespace Colloquy.Hosting;

/// <summary>When and how the retention policies of a store are enforced.</summary>
internal sealed record RetentionSchedule(TimeSpan Interval, Action<RetentionSweeperOptions, IServiceProvider>? Configure);
