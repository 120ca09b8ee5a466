using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents one conversation and all that belongs to it.</summary>
/// <remarks>
/// The object is a handle. It is cheap to create and safe for many threads. Each call reads the store, where other handles
/// and other processes write too, so it is never stale. <see cref="SessionStoreExtensions.OpenAsync"/> returns one.
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

    /// <summary>Gets the record of the session as this handle read it last; <see cref="RefreshAsync"/> reads it again.</summary>
    public SessionRecord Record => Log.Record;

    /// <summary>Returns the session's key as text.</summary>
    public override string ToString() => Key.ToString();

    /// <summary>Reads the record of the session again.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task<SessionRecord> RefreshAsync(CancellationToken cancellationToken = default) =>
        await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Adds messages to the current branch, in one commit. Each user message begins a turn.</summary>
    /// <param name="messages">The messages, in order; at least one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>Calls that wait for a person still wait afterwards (<see cref="WhenWaiting.Keep"/>).</remarks>
    /// <exception cref="SessionBusyException">A turn is running on the session; <see cref="SessionBusyException.IsReentrant"/> is true when that turn itself made the call, for example in a tool.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    /// <exception cref="SizeLimitException">The session has no room for the messages: see <see cref="SessionLimits"/>.</exception>
    /// <exception cref="SizeLimitException">Content is larger than <see cref="OpenSessionOptions.MaxAttachmentBytes"/>.</exception>
    /// <exception cref="ContentNotStorableException">A message holds a value without a stored form, such as a stream.</exception>
    public Task AddAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken = default) => AddAsync(messages, WhenWaiting.Keep, cancellationToken);

    /// <summary>Adds messages to the current branch, in one commit, with a choice of what happens to calls that wait for a person.</summary>
    /// <param name="messages">The messages, in order; at least one.</param>
    /// <param name="whenWaiting">What happens to calls that wait.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CallsWaitingException">Calls wait, and <paramref name="whenWaiting"/> refuses the messages.</exception>
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
    /// <exception cref="SessionBusyException">A turn is running on the session; <see cref="SessionBusyException.IsReentrant"/> is true when that turn itself made the call, for example in a tool.</exception>
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
    /// <param name="limit">The greatest number of messages, from 0; null for all.</param>
    /// <param name="role">The role of the messages; null for all roles.</param>
    /// <param name="before">The position before which the messages are, to page back from the first message of an earlier call; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The result may cut an exchange. The window of a model never does. A list of very many messages makes the pauses of garbage collections longer, for all threads: use <see cref="ReadItemsAsync"/> for them.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public async Task<IReadOnlyList<SessionItem>> GetItemsAsync(int? limit = null, ChatRole? role = null, Position? before = null, CancellationToken cancellationToken = default)
    {
        if (limit is { } count)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(limit));

        var head = await FindHeadAsync(before, cancellationToken).ConfigureAwait(false);
        return await ItemReader.ReadNewestAsync(Log, head, limit, role, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the messages of the current branch from the oldest to the newest, page by page.</summary>
    /// <param name="after">The position after which to begin; the default for all messages.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<SessionItem> ReadItemsAsync(Position after = default, CancellationToken cancellationToken = default) =>
        ItemReader.ReadForthAsync(Log, head: null, after, cancellationToken);

    /// <summary>Closes the conversation, so that no turn can begin. The state on the current branch is cleared, the history stays. Does nothing when the session is closed already.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    public Task CloseAsync(CancellationToken cancellationToken = default) => ItemOperations.CloseAsync(Log, cancellationToken);

    /// <summary>Opens a closed conversation again. Does nothing when it is open.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task ReopenAsync(CancellationToken cancellationToken = default) => ItemOperations.ReopenAsync(Log, cancellationToken);

    /// <summary>Sets or removes the title of the session.</summary>
    /// <param name="title">The title; null to remove it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task SetTitleAsync(string? title, CancellationToken cancellationToken = default) =>
        ItemOperations.DescribeAsync(Log, details => details with { Title = title }, cancellationToken);

    /// <summary>Sets or removes one key of the session's metadata.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value; null to remove the key.</param>
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
    /// <returns>true when the call deleted the session; false when it was deleted already.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionHeldException">The session is under a legal hold.</exception>
    /// <exception cref="SessionImmutableException">The session is immutable.</exception>
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
