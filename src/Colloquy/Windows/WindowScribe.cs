using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a strategy needs of the run to have a model work for it: the call is recorded and paid for, and what came of it is committed with the call. One for a turn.</summary>
internal abstract class WindowScribe
{
    private HashSet<string>? _failed;

    /// <summary>The agent's own model.</summary>
    public abstract IChatClient Client { get; }

    /// <summary>How the turn waits for strategies that are not ours.</summary>
    public abstract Patience Patience { get; }

    /// <summary>Whether the model failed at this in this turn already; it is not asked again before the next.</summary>
    public bool HasFailed(string purpose) => _failed?.Contains(purpose) == true;

    /// <summary>Asks a model, and records the call; then records what came of it.</summary>
    /// <param name="client">The model.</param>
    /// <param name="purpose">What it is asked for.</param>
    /// <param name="about">The messages that it is asked about.</param>
    /// <param name="prompt">What it is asked.</param>
    /// <param name="options">How.</param>
    /// <param name="conclude">Makes the entry of the answer and of the call's id; throws <see cref="FormatException"/> when the answer is of no use.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The entry's position and what it says; null when the model failed, which was logged and recorded.</returns>
    public async ValueTask<(Position Position, EntryBody Body)?> AskAsync(IChatClient client, string purpose, PositionRange about, string prompt, ChatOptions options, Func<string, Guid, EntryBody> conclude, CancellationToken cancellationToken)
    {
        var answer = await TryAskAsync(client, purpose, about, prompt, options, conclude, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            (_failed ??= []).Add(purpose);
        return answer;
    }

    protected abstract ValueTask<(Position Position, EntryBody Body)?> TryAskAsync(IChatClient client, string purpose, PositionRange about, string prompt, ChatOptions options, Func<string, Guid, EntryBody> conclude, CancellationToken cancellationToken);
}
