using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents what processes of tests reported of a planted fault, in the folder that <see cref="PlantedFaults.ReportVariable"/> names.</summary>
public sealed record PlantingReport
{
    /// <summary>Gets the names of the conversations that started, with their variants.</summary>
    public IReadOnlyList<string> Conversations { get; init; } = [];

    /// <summary>Gets the names of the conversations in which the fault changed something.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    /// <summary>Gets the failures of tests by checks, by assertions, and by turns without an answer, in the order in which they happened. A test that catches such an exception is among them, too.</summary>
    public IReadOnlyList<PlantingFailure> Failures { get; init; } = [];

    /// <summary>Gets the names of the conversations in which a cassette answered calls of tools again, since the fault made them more often than they were recorded. The state of a tool host does not show such calls.</summary>
    public IReadOnlyList<string> Repeated { get; init; } = [];

    /// <summary>Reads what was reported.</summary>
    /// <param name="folder">The folder. One that does not exist has no reports.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InvalidDataException">A report is damaged.</exception>
    public static async Task<PlantingReport> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        List<PlantingNote> notes = [];
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, $"*{PlantingLog.Extension}").Order(StringComparer.Ordinal)] : [];
        foreach (var file in files)
        {
            // A process that was ended can leave a line that is cut: what is behind the last line break.
            var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            notes.AddRange(text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parse(file, line)));
        }

        return new PlantingReport
        {
            Conversations = Names(PlantingNoteKind.Started),
            Applied = Names(PlantingNoteKind.Applied),
            Repeated = Names(PlantingNoteKind.Repeated),
            Failures = [.. notes.Select(note => note.Failure).OfType<PlantingFailure>()],
        };

        IReadOnlyList<string> Names(PlantingNoteKind kind) => [.. notes.Where(note => note.Kind == kind).Select(note => note.Conversation!).Distinct()];
    }

    private static PlantingNote Parse(string file, string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, PlantingJson.Default.PlantingNote) ?? throw new JsonException("It contains null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The report '{Path.GetFileName(file)}' of a planted fault is damaged. Run the tests again. {error.Message}", error);
        }
    }
}
