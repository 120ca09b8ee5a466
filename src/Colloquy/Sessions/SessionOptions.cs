using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>How a session handle works.</summary>
public sealed class SessionOptions
{
    /// <summary>The clock that dates entries.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How its state is written, and how large it may become.</summary>
    /// <value>The default is 256 KiB for a value and 4 MiB for a scope.</value>
    public StateOptions State { get; set; } = new();

    /// <summary>Where warnings go.</summary>
    /// <value>The default keeps none.</value>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>The id of a conversation that a model's service keeps, in which the session goes on; null for its own, if it has one.</summary>
    /// <remarks>A session that has none yet, and no messages, takes it when it is opened. It names what the session has now: ids may change with each answer.</remarks>
    public string? ConversationId { get; set; }
}
