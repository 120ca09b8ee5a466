using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Hosting.Tests;

/// <summary>A clock that signals when something first waits for a time of this length.</summary>
internal sealed class SignallingTime(TimeSpan wait) : FakeTimeProvider
{
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Awaited => _awaited.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == wait)
            _awaited.TrySetResult();
        return timer;
    }
}
