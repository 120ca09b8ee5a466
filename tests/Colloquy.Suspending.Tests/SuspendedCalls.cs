using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Colloquy.Tests;

[assembly: AssemblyFixture(typeof(SuspendedCalls))]

namespace Colloquy.Tests;

/// <summary>Makes calls that suspend, and fails the run when one of them was never awaited.</summary>
public sealed class SuspendedCalls : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<object, string> Awaited = new();

    /// <summary>Makes a call that completes later, on another thread.</summary>
    public static ValueTask<T> Of<T>(Func<ValueTask<T>> call, [CallerMemberName] string name = "")
    {
        var suspended = new SuspendedCall<T>();
        Awaited[suspended] = $"{name}, called in '{TestContext.Current.Test?.TestDisplayName}'";
        _ = suspended.MakeAsync(call);
        return suspended.Result;
    }

    public async ValueTask DisposeAsync()
    {
        // The continuation of a call that completes at the very end may still be about to run.
        for (var i = 0; i < 100 && !Awaited.IsEmpty; i++)
            await Task.Delay(10);

        Assert.Empty(Awaited.Values.Order());
    }

    private sealed class SuspendedCall<T> : IValueTaskSource<T>
    {
        private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };

        public ValueTask<T> Result => new(this, _core.Version);

        public async Task MakeAsync(Func<ValueTask<T>> call)
        {
            await Task.Yield();
            try
            {
                _core.SetResult(await call());
            }
            catch (Exception error)
            {
                _core.SetException(error);
            }
        }

        public T GetResult(short token)
        {
            Awaited.TryRemove(this, out _);
            return _core.GetResult(token);
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
    }
}
