namespace Colloquy.Testing;

/// <summary>Represents a transcript that a person labelled.</summary>
/// <param name="Id">The id, unique within its set.</param>
/// <param name="Label">The label: <c>pass</c> or <c>fail</c>.</param>
/// <param name="Transcript">The transcript.</param>
public sealed record LabelledTranscript(string Id, string Label, JudgeTranscript Transcript);

/// <summary>Represents transcripts with labels that a judge is compared with.</summary>
public sealed record LabelSet
{
    /// <summary>Gets the transcripts.</summary>
    public required IReadOnlyList<LabelledTranscript> Transcripts { get; init; }

    /// <summary>Gets a value that indicates whether the labels are synthetic: not given by people. One synthetic label makes the set synthetic.</summary>
    public required bool IsSynthetic { get; init; }

    /// <summary>Gets who gave the labels, and when; null when the file does not say it.</summary>
    public string? LabelledBy { get; init; }

    /// <summary>Reads a set from a file: JSON, or CSV where the name ends with <c>.csv</c>.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InvalidDataException">The file is not a set of labels; the message says where and why.</exception>
    public static async Task<LabelSet> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            return path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ParseCsv(text) : ParseJson(text);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}': {error.Message}", error);
        }
    }

    /// <summary>Reads a set from JSON.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="InvalidDataException">The JSON is not a set of labels.</exception>
    public static LabelSet ParseJson(string json) => LabelJson.Parse(json);

    /// <summary>Reads a set from CSV, with a header and a row for each thing that was said or called.</summary>
    /// <param name="csv">The CSV.</param>
    /// <exception cref="InvalidDataException">The CSV is not a set of labels.</exception>
    public static LabelSet ParseCsv(string csv) => LabelCsv.Parse(csv);

    internal static LabelSet Of(IReadOnlyList<(string Id, string Label, IReadOnlyList<TranscriptEntry> Entries)> items, bool isSynthetic, string? labelledBy)
    {
        if (items.Count == 0)
            throw new InvalidDataException("There is no transcript.");
        if (items.GroupBy(item => item.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidDataException($"There are {twice.Count()} transcripts with the id '{twice.Key}'. Give each an id of its own, and keep its rows together.");
        foreach (var (id, label, entries) in items)
        {
            if (label is not ("pass" or "fail"))
                throw new InvalidDataException($"The label of the transcript '{id}' is '{label}'. It must be 'pass' or 'fail'.");
            if (!entries.Any(entry => entry.From == ChatRole.Assistant))
                throw new InvalidDataException($"In the transcript '{id}' the agent says nothing.");
        }

        return new LabelSet { Transcripts = [.. items.Select(item => new LabelledTranscript(item.Id, item.Label, ToTranscript(item.Entries)))], IsSynthetic = isSynthetic, LabelledBy = labelledBy };
    }

    internal static bool IsSyntheticSource(string? source, string place) => source switch
    {
        "people" => false,
        "synthetic" => true,
        _ => throw new InvalidDataException($"{place} does not say who gave the labels: 'labels' must be 'people' or 'synthetic'."),
    };

    internal static ChatRole ToRole(string? from, string place) => from switch
    {
        "user" => ChatRole.User,
        "agent" => ChatRole.Assistant,
        _ => throw new InvalidDataException($"{place} is from '{from}'. It must be from 'user' or 'agent'."),
    };

    private static JudgeTranscript ToTranscript(IReadOnlyList<TranscriptEntry> entries)
    {
        List<TranscriptTurn> turns = [];
        List<TranscriptEntry> turn = [];
        foreach (var entry in entries)
        {
            if (entry.From == ChatRole.User && turn.Exists(earlier => earlier.From != ChatRole.User))
                End();
            turn.Add(entry);
        }

        End();
        return new JudgeTranscript { Turns = turns };

        void End()
        {
            turns.Add(new TranscriptTurn { Number = turns.Count + 1, Entries = turn });
            turn = [];
        }
    }
}
