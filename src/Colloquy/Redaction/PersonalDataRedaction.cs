using System.Text;

namespace Colloquy;

/// <summary>Replaces personal data in texts.</summary>
/// <remarks>Safe for many threads. What no detector finds is not replaced: names, for example, need a detector of the application's.</remarks>
public sealed class PersonalDataRedaction
{
    /// <summary>Gets the detectors. Where two find overlapping places, the first in the list counts.</summary>
    /// <value>The default is <see cref="PersonalDataDetectors.All"/>.</value>
    /// <exception cref="ArgumentException">The kind of a detector is invalid.</exception>
    public IReadOnlyList<IPersonalDataDetector> Detectors
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Detectors));
            foreach (var detector in value)
                PersonalDataKind.Check(detector.Kind);
            field = [.. value];
        }
    } = PersonalDataDetectors.All;

    /// <summary>Gets the function that replaces a value of a kind, such as a <c>Redactor</c> of Microsoft.Extensions.Compliance.Redaction; by default a value is replaced by its kind in brackets, such as <c>[email]</c>.</summary>
    public Func<string, string, string> Replace { get; init; } = (kind, _) => $"[{kind}]";

    /// <summary>Returns a text with replacements in the place of personal data; the very text when it has none.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="PersonalDataException">A detector threw, or took longer than its time-out.</exception>
    public string Redact(string text) => Redact(text, Replace);

    internal string Redact(string text, Func<string, string, string> replace)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 || Find(text) is not { Count: > 0 } found)
            return text;

        found.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        var (redacted, from) = (new StringBuilder(text.Length), 0);
        foreach (var (start, length, kind) in found)
        {
            redacted.Append(text, from, start - from).Append(replace(kind, text.Substring(start, length)));
            from = start + length;
        }

        return redacted.Append(text, from, text.Length - from).ToString();
    }

    private List<(int Start, int Length, string Kind)>? Find(string text)
    {
        List<(int Start, int Length, string Kind)>? found = null;
        bool[] covered = [];
        foreach (var detector in Detectors)
        {
            try
            {
                foreach (var range in detector.Find(text))
                {
                    var (start, length) = range.GetOffsetAndLength(text.Length);
                    if (length == 0 || (found is not null && covered.AsSpan(start, length).Contains(true)))
                        continue;

                    if (found is null)
                        (found, covered) = ([], new bool[text.Length]);
                    found.Add((start, length, detector.Kind));
                    covered.AsSpan(start, length).Fill(true);
                }
            }
            catch (Exception e)
            {
                throw new PersonalDataException(detector.Kind, text.Length, e);
            }
        }

        return found;
    }
}
