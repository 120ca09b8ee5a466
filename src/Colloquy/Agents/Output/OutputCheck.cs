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
    private T? _value;
    private bool _hasValue;
    private Exception? _failure;

    public override string? FindProblem(string text)
    {
        var problem = format.FindProblem(text, out _value, out _failure);
        _hasValue = problem is null;
        return problem;
    }

    /// <summary>Returns the answer of the turn with the value that was read, if one was.</summary>
    public AgentAnswer<T> Of(AgentAnswer answer) => _hasValue ? new(_value!, answer) : new(answer);

    public override StructuredOutputException Fail(string text, string problem) => new(typeof(T), text, problem, key, _failure);
}
