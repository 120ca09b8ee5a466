using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Provides the memories of one owner across conversations: facts by key, and texts.</summary>
/// <remarks>The object is a handle: cheap to create, safe for many threads, and never stale. Memories stay until they are deleted, also when the session that they came from is deleted. To get one, call <see cref="SessionStoreExtensions.GetMemory(ISessionStore, MemoryOwner, MemoryOptions?)"/>.</remarks>
public sealed partial class Memory
{
    private readonly ISessionStore _sessions;
    private readonly IMemoryStore _store;
    private readonly MemoryOptions _options;
    private readonly MemoryEmbedding? _embedding;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal Memory(ISessionStore store, MemoryOwner owner, MemoryOptions options, TimeProvider time, ILogger logger)
    {
        _sessions = store;
        _store = RequiredPort.Memories(store);
        (Owner, _options, _time, _logger) = (owner, options, time, logger);
        _embedding = MemoryEmbedding.Of(options);
    }

    /// <summary>Where what is stored without a source comes from; null for nowhere.</summary>
    private MemorySource? Said { get; init; }

    /// <summary>Gets the owner of the memories.</summary>
    public MemoryOwner Owner { get; }

    /// <summary>Stores a fact under a key, and replaces an earlier one.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="text">The fact.</param>
    /// <param name="source">The message that it came from, in a session of the same owner; null to store no source.</param>
    /// <param name="metadata">Facts about the memory for programs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidKeyException">The key breaks the rules for names.</exception>
    /// <exception cref="SizeLimitException">The text or the metadata is too large.</exception>
    /// <exception cref="SizeLimitException">The owner has the maximum number of memories.</exception>
    /// <exception cref="ArgumentException">The text is empty, or the source does not exist.</exception>
    public Task<MemoryItem> StoreAsync(string key, string text, MemorySource? source = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        PutAsync(MemoryPut.CheckKey(key), text, source, metadata, cancellationToken);

    /// <summary>Stores a text as a new memory without a key.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The message that it came from, in a session of the same owner; null to store no source.</param>
    /// <param name="metadata">Facts about the memory for programs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SizeLimitException">The text or the metadata is too large.</exception>
    /// <exception cref="SizeLimitException">The owner has the maximum number of memories.</exception>
    /// <exception cref="ArgumentException">The text is empty, or the source does not exist.</exception>
    public Task<MemoryItem> AddAsync(string text, MemorySource? source = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        PutAsync(null, text, source, metadata, cancellationToken);

    /// <summary>Returns the memory under a key; null when there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<MemoryItem?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        await _store.FindAsync(Owner, MemoryPut.CheckKey(key), cancellationToken).ConfigureAwait(false) is { } found ? Tell(found) : null;

    /// <summary>Returns the memory with an id; null when there is none.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<MemoryItem?> FindAsync(MemoryId id, CancellationToken cancellationToken = default) =>
        await _store.ReadAsync(Owner, [id], cancellationToken).ConfigureAwait(false) is [var found] ? Tell(found) : null;

    /// <summary>Lists all memories, those that were stored last first.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<MemoryItem> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (MemoryPage? page = null; page is null || page.Next is not null;)
        {
            page = await ListPageAsync(page?.Next, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
                yield return item;
        }
    }

    /// <summary>Lists a page of memories, those that were stored last first.</summary>
    /// <param name="before">The end of the page before, its <see cref="MemoryPage.Next"/>; null for the first page.</param>
    /// <param name="limit">The maximum number of memories, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<MemoryPage> ListPageAsync(MemoryId? before = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var page = await _store.ListAsync(new MemoryListing(Owner) { Before = before, Limit = limit }, cancellationToken).ConfigureAwait(false);
        foreach (var item in page.Items)
            Tell(item);
        return page;
    }

    /// <summary>Deletes the memory under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the memory was deleted; false when there is none.</returns>
    public async Task<bool> ForgetAsync(string key, CancellationToken cancellationToken = default) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found && await ForgetAsync(found.Id, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes the memory with an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the memory was deleted; false when there is none.</returns>
    public async Task<bool> ForgetAsync(MemoryId id, CancellationToken cancellationToken = default) =>
        await _store.ForgetAsync(Owner, id, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes all memories of the owner. The memories of other owners stay.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of memories that were deleted.</returns>
    public async Task<long> ClearAsync(CancellationToken cancellationToken = default) =>
        await _store.ClearAsync(Owner, cancellationToken).ConfigureAwait(false);

    /// <summary>Warns of a memory that cannot be read whole.</summary>
    private MemoryItem Tell(MemoryItem item)
    {
        if (item.Unreadable is { } problem)
            MemoryLog.Unreadable(_logger, item.Id, Owner, problem);
        return item;
    }

    private async Task<MemoryItem> PutAsync(string? key, string text, MemorySource? source, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var changes = StoredOtherwise.No;
        text = LoneSurrogates.Replace(text, ref changes);
        metadata = metadata?.ToDictionary(pair => pair.Key, pair => LoneSurrogates.Replace(pair.Value, ref changes));
        if (changes != StoredOtherwise.No)
            MemoryLog.Replaced(_logger, Owner);

        EnsureFits(key, SizeLimit.MemoryText, Encoding.UTF8.GetByteCount(text), _options.MaxTextBytes);
        EnsureFits(key, SizeLimit.MemoryMetadata, metadata?.Sum(pair => (long)Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) ?? 0, _options.MaxMetadataBytes);
        var put = new MemoryPut
        {
            Owner = Owner,
            Key = key,
            Text = text,
            Words = MemoryPut.WordsOf(key, text),
            At = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()),
            Source = await BindAsync(source ?? Said, cancellationToken).ConfigureAwait(false),
            Metadata = metadata is null ? MemoryItem.NoMetadata : new Dictionary<string, string>(metadata),
            MaxMemories = _options.MaxMemories,
        };
        put.EnsureWellFormed();
        if (_embedding is not null)
            put = put with { Vector = await _embedding.TryEmbedAsync(MemoryEmbedding.TextOf(key, text), e => MemoryLog.NotEmbedded(_logger, e, _embedding.Model, Owner), cancellationToken).ConfigureAwait(false) };
        return await _store.PutAsync(put, cancellationToken).ConfigureAwait(false);
    }

    private void EnsureFits(string? key, SizeLimit kind, long bytes, long limit)
    {
        if (bytes > limit)
            throw SizeLimitException.Memory(Owner, key, kind, bytes, limit);
    }
}
