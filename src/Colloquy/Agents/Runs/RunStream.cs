using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Colloquy;

/// <summary>Streams what a run writes while it runs. Reading slowly does not hold the run up; leaving early cancels it, and waits until it has ended.</summary>
internal static class RunStream
{
    public static async IAsyncEnumerable<T> ReadAsync<T>(Func<Action<T>, CancellationToken, Task> run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(RunAsync, CancellationToken.None);
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return update;
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await running.ConfigureAwait(false);

        async Task RunAsync()
        {
            try
            {
                await run(update => updates.Writer.TryWrite(update), left.Token).ConfigureAwait(false);
            }
            finally
            {
                updates.Writer.Complete();
            }
        }
    }
}
