namespace Colloquy.Extensibility;

/// <summary>Finds personal data of one kind in texts.</summary>
/// <remarks>One object is used by many threads at once.</remarks>
public interface IPersonalDataDetector
{
    /// <summary>Gets the kind, such as <c>email</c>: a letter, and up to 31 letters, digits and hyphens, all lower case. Placeholders name it.</summary>
    string Kind { get; }

    /// <summary>Finds the places of personal data in a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Ranges of the text, in any order. An empty one is ignored.</returns>
    IEnumerable<Range> Find(string text);
}
