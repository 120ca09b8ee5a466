namespace Colloquy;

/// <summary>What the model and the log learn of an exception that a tool, or other code of the application, threw in a run.</summary>
/// <remarks>In either case the exception itself is in <see cref="ToolCall.Exception"/>, or is thrown by the run, and a tool's is logged as a warning.</remarks>
public enum ToolErrors
{
    /// <summary>That the call failed, and the type of the exception. What a <see cref="ToolFailedException"/> says, and what is wrong with arguments, is told.</summary>
    TypeOnly = 0,

    /// <summary>What the exception says, too: it may hold connection strings, addresses, or data of others.</summary>
    Detailed = 1,
}
