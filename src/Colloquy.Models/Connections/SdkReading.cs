using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Colloquy.Models;

/// <summary>Reports an answer that an SDK cannot read, although it was converted to the form that the SDK expects, as a failure of the service and not of the program.</summary>
internal static class SdkReading
{
    public static bool IsProblem(Exception problem) =>
        problem is JsonException or FormatException or KeyNotFoundException or ArgumentOutOfRangeException or InvalidOperationException
        && problem.Source is "System.Text.Json" or "System.Private.CoreLib" or "OpenAI" or "System.ClientModel";

    public static ModelFailedException Failure(Exception problem) =>
        ModelFailedException.Unreadable($"the SDK does not know its form ({problem.GetType().Name})", null, problem);

    public static async IAsyncEnumerable<T> Guard<T>(IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = stream.GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await MoveAsync(items).ConfigureAwait(false))
                yield return items.Current;
        }
    }

    private static async ValueTask<bool> MoveAsync<T>(IAsyncEnumerator<T> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (IsProblem(problem))
        {
            throw Failure(problem);
        }
    }
}
