namespace Colloquy.Testing;

/// <summary>Represents a condition on a value, to be given where a check takes an expected value. <see cref="Value"/> has those that are needed often.</summary>
public abstract class ValueMatcher
{
    /// <summary>Gets the condition in words, such as <c>a number from 1 to 5</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Returns whether a value meets the condition.</summary>
    /// <param name="actual">The value: null, a Boolean, a number, a string, a list, a dictionary, or an element of JSON.</param>
    public abstract bool IsMatch(object? actual);

    /// <summary>Returns the condition in words.</summary>
    public override string ToString() => Description;
}

/// <summary>A condition that is a function.</summary>
internal sealed class FunctionMatcher(string description, Func<object?, bool> isMatch) : ValueMatcher
{
    public override string Description => description;

    public override bool IsMatch(object? actual) => isMatch(actual);
}
