using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>What a chat remembers across conversations: of its user, or of the application when it has none.</summary>
internal sealed class ChatMemory : IDisposable
{
    public const string Words = "words";
    public const string Local = "local";

    // For the local model, a question and its answer are less similar than two sentences with the same meaning.
    private const double LeastSimilarity = 0.25;

    private readonly MemoryOptions _options;
    private readonly MemoryOwner _owner;

    private ChatMemory(MemoryOwner owner, IEmbeddingGenerator<string, Embedding<float>>? embeddings, TimeProvider time) =>
        (_owner, _options) = (owner, new MemoryOptions { Embeddings = embeddings, TimeProvider = time });

    /// <summary>The memory that a word of <c>--memory</c> asks for; null for none.</summary>
    public static ChatMemory? Open(string? word, SessionKey key, CliHost host) => word is null ? null
        : new ChatMemory(key.Owner, word == Local ? host.OpenEmbeddings(host) : null, host.Time);

    /// <summary>Recalls before a turn, and learns from it afterwards.</summary>
    public IReadOnlyList<ContextProvider> Providers =>
        [new MemoryRecall { Owners = _ => [_owner], Options = _options, Newest = 3, MinSimilarity = LeastSimilarity }, new MemoryLearning { Owner = _ => _owner, Options = _options }];

    /// <summary>Makes the vectors of what was stored without them, so that it is found by its meaning too. A model that cannot be loaded fails here, before the chat begins.</summary>
    public async Task PrepareAsync(ISessionStore store, Terminal terminal, CancellationToken cancellationToken)
    {
        if (_options.Embeddings is null)
            return;

        var made = await store.GetMemory(_owner, _options).RefreshVectorsAsync(cancellationToken).ConfigureAwait(false);
        if (made > 0)
            terminal.Note($"{Wording.Count(made, "memory", "memories")} can now be found by meaning.");
    }

    public void Dispose() => _options.Embeddings?.Dispose();
}
