using System.Reflection;

namespace Colloquy.Testing;

/// <summary>An exception of a tool, as a cassette holds it: the name of its type, which models are told, and its message.</summary>
internal sealed record RecordedError(string Type, string Message)
{
    public static RecordedError Of(Exception error, SecretScrubber secrets) =>
        new(error is ToolFailedException ? nameof(ToolFailedException) : error.GetType().FullName ?? error.GetType().Name, secrets.Scrub(error.Message));

    /// <summary>Returns an exception of the same type, where the type can be created from a message; otherwise, a <see cref="ReplayedToolException"/>.</summary>
    public Exception ToException()
    {
        if (Type == nameof(ToolFailedException))
            return new ToolFailedException(Message);

        var type = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(Type, throwOnError: false)).FirstOrDefault(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(Exception)));
        try
        {
            if (type?.GetConstructor([typeof(string)]) is { } create)
                return (Exception)create.Invoke([Message]);
            if (type?.GetConstructor([typeof(string), typeof(Exception)]) is { } createAround)
                return (Exception)createAround.Invoke([Message, null]);
            if (type?.GetConstructor([]) is { } createEmpty)
                return (Exception)createEmpty.Invoke([]);
        }
        catch (TargetInvocationException)
        {
            // Its constructor wants more than a message.
        }

        return new ReplayedToolException(Type, Message);
    }
}

/// <summary>The exception that is thrown when a cassette replays a tool's failure whose exception type cannot be created here.</summary>
/// <param name="type">The full name of the recorded exception's type.</param>
/// <param name="message">The recorded message.</param>
public sealed class ReplayedToolException(string type, string message) : ColloquyException(message)
{
    /// <summary>Gets the full name of the recorded exception's type.</summary>
    public string RecordedType { get; } = type;
}
