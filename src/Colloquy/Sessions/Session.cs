using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One conversation and all that belongs to it.</summary>
/// <remarks>
/// A handle: cheap to make, safe for many threads, and never stale, for each call looks at the store, where other
/// handles and other processes write too. Made by <see cref="SessionStoreExtensions.OpenAsync"/>.
/// </remarks>
public sealed partial class Session
{
    internal Session(SessionLog log)
    {
        Log = log;
        State = ScopeResolver.Create(log);
    }

    internal SessionLog Log { get; }

    /// <summary>Gets the session's whole key.</summary>
    public SessionKey Key => Log.Key;

    /// <summary>Gets the state of the session, of its user and of its app, by key.</summary>
    public SessionState State { get; }

    /// <summary>Gets the session as this handle saw it last; <see cref="RefreshAsync"/> looks again.</summary>
    public SessionRecord Record => Log.Record;

    /// <summary>Looks at the session again.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">It was deleted.</exception>
    public async Task<SessionRecord> RefreshAsync(CancellationToken cancellationToken = default) =>
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Adds messages to the current branch, in one commit. Each user message begins a turn.</summary>
    /// <param name="messages">The messages, in order; at least one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>Calls that wait for a person wait on (<see cref="WhenWaiting.Keep"/>).</remarks>
    /// <exception cref="SessionBusyException">A turn is running on the session; <see cref="SessionBusyException.IsReentrant"/> when that turn made the call, by a tool for example, whose result is recorded in any case.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="SizeLimitException">The session has no room for the messages: see <see cref="SessionLimits"/>.</exception>
    /// <exception cref="SizeLimitException">Content is larger than <see cref="OpenSessionOptions.MaxAttachmentBytes"/>.</exception>
    /// <exception cref="ContentNotStorableException">A message holds a value without a stored form, such as a stream.</exception>
    public Task AddAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken = default) => AddAsync(messages, WhenWaiting.Keep, cancellationToken);

    /// <summary>Adds messages to the current branch, in one commit, and decides what becomes of calls that wait for a person.</summary>
    /// <param name="messages">The messages, in order; at least one.</param>
    /// <param name="whenWaiting">What the messages do to calls that wait.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CallsWaitingException">Calls wait, and the messages are to be refused.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="SizeLimitException">The session has no room for the messages: see <see cref="SessionLimits"/>.</exception>
    /// <exception cref="SizeLimitException">Content is larger than <see cref="OpenSessionOptions.MaxAttachmentBytes"/>.</exception>
    /// <exception cref="ContentNotStorableException">A message holds a value without a stored form, such as a stream.</exception>
    public Task AddAsync(IEnumerable<ChatMessage> messages, WhenWaiting whenWaiting, CancellationToken cancellationToken = default)
    {
        return ItemOperations.AddAsync(Log, InputMessages.ToList(messages), whenWaiting, cancellationToken);
    }

    /// <summary>Adds a message to the current branch.</summary>
    /// <param name="message">The message. A user message begins a turn.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session; <see cref="SessionBusyException.IsReentrant"/> when that turn made the call, by a tool for example, whose result is recorded in any case.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="SizeLimitException">The session has no room for the messages: see <see cref="SessionLimits"/>.</exception>
    /// <exception cref="SizeLimitException">Content is larger than <see cref="OpenSessionOptions.MaxAttachmentBytes"/>.</exception>
    /// <exception cref="ContentNotStorableException">A message holds a value without a stored form, such as a stream.</exception>
    public Task AddAsync(ChatMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ItemOperations.AddAsync(Log, [message], WhenWaiting.Keep, cancellationToken);
    }

    /// <summary>Returns the newest messages of the current branch, in chronological order.</summary>
    /// <param name="limit">How many; null for all, 0 for none.</param>
    /// <param name="role">Only messages of this role; null for all.</param>
    /// <param name="before">Only messages before this position, to page back from the first of an earlier call; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>It may cut an exchange; what a model sees never does.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public async Task<IReadOnlyList<SessionItem>> GetItemsAsync(int? limit = null, ChatRole? role = null, Position? before = null, CancellationToken cancellationToken = default)
    {
        if (limit is { } count)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(limit));

        var head = await FindHeadAsync(before, cancellationToken).ConfigureAwait(false);
        return await ItemReader.ReadNewestAsync(Log, head, limit, role, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the messages of the current branch from the oldest to the newest, however many there are.</summary>
    /// <param name="after">The position after which to begin; the default reads all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<SessionItem> ReadItemsAsync(Position after = default, CancellationToken cancellationToken = default) =>
        ItemReader.ReadForthAsync(Log, head: null, after, cancellationToken);

    /// <summary>Ends the conversation: no more turns. Its state on the current branch is cleared, its history stays. Does nothing when it is closed.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    public Task CloseAsync(CancellationToken cancellationToken = default) => ItemOperations.CloseAsync(Log, cancellationToken);

    /// <summary>Makes a closed conversation open again. Does nothing when it is open.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task ReopenAsync(CancellationToken cancellationToken = default) => ItemOperations.ReopenAsync(Log, cancellationToken);

    /// <summary>Gives the session a title; null removes it.</summary>
    /// <param name="title">The title.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task SetTitleAsync(string? title, CancellationToken cancellationToken = default) =>
        ItemOperations.DescribeAsync(Log, details => details with { Title = title }, cancellationToken);

    /// <summary>Sets one key of the session's metadata; null removes it.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidKeyException">The key is not well-formed Unicode.</exception>
    public Task SetMetadataAsync(string name, string? value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (LoneSurrogates.HasOne(name))
            throw new InvalidKeyException("metadata name", "has a lone surrogate", "Names must be well-formed Unicode.");
        return ItemOperations.DescribeAsync(Log, details => details with { Metadata = ItemOperations.With(details.Metadata, name, value) }, cancellationToken);
    }

    /// <summary>Deletes the session with all that belongs to it.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was deleted already.</returns>
    /// <exception cref="SessionBusyException">A turn is running on it.</exception>
    public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default) =>
        await Log.DeleteAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The head of what stands on the branch before a position, which itself need not be on it.</summary>
    private async ValueTask<Position> FindHeadAsync(Position? before, CancellationToken cancellationToken)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (before is not { IsStart: false } position)
            return before is null ? record.Head : Position.Start;

        var read = LogRead.Forth(record.Head, position.Previous) with { Limit = 1, HeadersOnly = true };
        var page = await Log.ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
        return page.Entries.Count == 0 ? record.Head : page.Entries[0].Parent;
    }
}
