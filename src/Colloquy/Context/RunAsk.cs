using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Asks a model something besides the conversation, in a run. The call is recorded with its purpose, and paid for.</summary>
/// <param name="client">The model; null for the agent's own.</param>
/// <param name="purpose">What for.</param>
/// <param name="question">What is asked.</param>
/// <param name="options">How.</param>
/// <param name="read">Reads the answer; throws <see cref="FormatException"/> when it is of no use.</param>
/// <param name="cancellationToken">Cancels the call.</param>
/// <returns>What went wrong; null when nothing did.</returns>
internal delegate ValueTask<Exception?> RunAsk(IChatClient? client, string purpose, string question, ChatOptions options, Action<string> read, CancellationToken cancellationToken);
