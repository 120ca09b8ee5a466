using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Represents the options for opening a session.</summary>
public sealed class OpenSessionOptions
{
    /// <summary>Gets or sets the clock that provides the times of entries.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(TimeProvider));
            field = value;
        }
    } = TimeProvider.System;

    /// <summary>Gets or sets the options for writing state, with its maximum size.</summary>
    /// <value>The default is 256 KiB for a value and 4 MiB for a scope.</value>
    public StateOptions State
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(State));
            field = value;
        }
    } = new();

    /// <summary>Gets or sets the retention policy, which is stored with the session; null leaves the session's policy unchanged.</summary>
    /// <remarks>A store that does not support policies refuses to open the session with one, and an immutable session refuses a weaker one.</remarks>
    public RetentionPolicy? Retention { get; set; }

    /// <summary>Gets or sets the maximum number of entries with content that the session may have, from 1; null for no limit of its own. The limit of the store applies as well.</summary>
    /// <remarks>The limit belongs to this handle and is not stored with the session. Entries that would exceed it are refused with <see cref="SizeLimitException"/>, except those that end or shrink something (<see cref="SessionLimits"/>).</remarks>
    /// <value>The default is null.</value>
    public long? MaxEntries { get; set => field = SessionLimits.Check(value, nameof(MaxEntries)); }

    /// <summary>Gets or sets the maximum number of bytes that the session may have, content that is stored outside the log included, from 1; null for no limit of its own. The limit of the store applies as well.</summary>
    /// <remarks>The limit belongs to this handle and is not stored with the session. Entries that would exceed it are refused with <see cref="SizeLimitException"/>, except those that end or shrink something (<see cref="SessionLimits"/>).</remarks>
    /// <value>The default is null.</value>
    public long? MaxBytes { get; set => field = SessionLimits.Check(value, nameof(MaxBytes)); }

    /// <summary>Gets or sets the maximum number of bytes of one piece of binary content in a message, 65,536 to 1 GiB. A larger one is refused with <see cref="SizeLimitException"/>; in the result of a tool, a sentence replaces it.</summary>
    /// <value>The default is 64 MiB.</value>
    public long MaxAttachmentBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Attachments.Threshold, nameof(MaxAttachmentBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1L << 30, nameof(MaxAttachmentBytes));
            field = value;
        }
    } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the factory of the logger for warnings; null for the factory of the store, if it has one, such as a store that is registered with an application's services.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets the id of a conversation that a model's service stores, which the session continues; null for the conversation that the session has, if any.</summary>
    /// <remarks>A session without messages and without a conversation takes it when it is opened. For any other session it must be the id that the session has now; ids may change with each answer.</remarks>
    public string? ConversationId { get; set; }

    /// <summary>Whether the session exists only for a run without a session, and is not kept after it.</summary>
    internal bool IsEphemeral { get; init; }

    /// <summary>The logger of another handle, which this one shares; null makes one.</summary>
    internal ILogger? Logger { get; init; }

    /// <summary>The logger of a session in a store.</summary>
    internal ILogger LoggerIn(ISessionStore store) =>
        Logger ?? (LoggerFactory ?? store.GetService<ILoggerFactory>())?.CreateLogger("Colloquy.Session") ?? NullLogger.Instance;

    internal OpenSessionOptions Copy()
    {
        var own = (OpenSessionOptions)MemberwiseClone();
        own.State = State.Copy();
        return own;
    }
}
