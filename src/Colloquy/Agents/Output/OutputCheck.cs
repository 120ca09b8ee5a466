namespace Colloquy;

/// <summary>What a turn's answer must be, as the run loop sees it.</summary>
internal abstract class OutputCheck
{
    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    public abstract string? FindProblem(string text);

    /// <summary>The exception for an answer that was wrong again after it was repaired.</summary>
    public abstract StructuredOutputException Fail(string text, string problem);
}

/// <summary>Reads the answer of a turn as a value.</summary>
internal sealed class OutputCheck<T>(OutputFormat<T> format, SessionKey? key) : OutputCheck
{
    private T _value = default!;
    private Exception? _failure;

    public T Value => _value;

    public override string? FindProblem(string text) => format.TryRead(text, out _value, out _failure);

    public override StructuredOutputException Fail(string text, string problem) => new(typeof(T), text, problem, key, _failure);
}
