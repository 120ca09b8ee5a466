namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a script cannot be read: it is not YAML, or a step or a check is not known.</summary>
public sealed class ScriptException : ColloquyException
{
    internal ScriptException(string source, int line, int column, string message, Exception? innerException = null)
        : base($"{source}({line},{column}): {message}", innerException) => (Script, Line, Column) = (source, line, column);

    /// <summary>Gets the path of the script, or what it was called.</summary>
    public string Script { get; }

    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; }

    /// <summary>Gets the column, from 1.</summary>
    public int Column { get; }
}
