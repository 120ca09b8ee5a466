using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Represents the options for opening a session.</summary>
public sealed class OpenSessionOptions
{
    /// <summary>Gets or sets the clock that dates entries.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets how state is written, and how large it may become.</summary>
    /// <value>The default is 256 KiB for a value and 4 MiB for a scope.</value>
    public StateOptions State { get; set; } = new();

    /// <summary>Gets or sets the retention policy, which is stored with the session; null leaves the session's policy unchanged.</summary>
    /// <remarks>A store that cannot keep it refuses to open the session with it, and an immutable session refuses a weaker one.</remarks>
    public RetentionPolicy? Retention { get; set; }

    /// <summary>Gets or sets the most entries with content that the session may have, from 1; null for no limit of its own. Beside it the limit of the store holds.</summary>
    /// <remarks>A limit of this handle, not kept with the session. What would exceed it is refused with <see cref="SizeLimitException"/>; what ends something is not (<see cref="SessionLimits"/>).</remarks>
    /// <value>The default is null.</value>
    public long? MaxEntries { get; set => field = SessionLimits.Check(value, nameof(MaxEntries)); }

    /// <summary>Gets or sets the most bytes that the session may have, content beside the log included, from 1; null for no limit of its own. Beside it the limit of the store holds.</summary>
    /// <remarks>A limit of this handle, not kept with the session. What would exceed it is refused with <see cref="SizeLimitException"/>; what ends something is not (<see cref="SessionLimits"/>).</remarks>
    /// <value>The default is null.</value>
    public long? MaxBytes { get; set => field = SessionLimits.Check(value, nameof(MaxBytes)); }

    /// <summary>Gets or sets the most bytes of one piece of binary content in a message, 65,536 to 1 GiB. A larger one is refused with <see cref="SizeLimitException"/>; in a tool's result it becomes a sentence.</summary>
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

    /// <summary>Gets or sets the factory of the logger for warnings; null for no logging.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets the id of a conversation that a model's service keeps, in which the session goes on; null for its own, if it has one.</summary>
    /// <remarks>A session that has none yet, and no messages, takes it when it is opened. It names what the session has now: ids may change with each answer.</remarks>
    public string? ConversationId { get; set; }

    /// <summary>Whether the session exists only for a run without a session, and is not kept after it.</summary>
    internal bool IsEphemeral { get; init; }

    /// <summary>The logger of another handle, which this one shares; null makes one.</summary>
    internal ILogger Logger { get => field ?? LoggerFactory?.CreateLogger("Colloquy.Session") ?? NullLogger.Instance; init; }

    internal OpenSessionOptions Copy()
    {
        var own = (OpenSessionOptions)MemberwiseClone();
        own.State = State.Copy();
        return own;
    }
}
