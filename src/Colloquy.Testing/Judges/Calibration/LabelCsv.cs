using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads labelled transcripts from CSV (RFC 4180): a row for each thing that was said or called.</summary>
internal static class LabelCsv
{
    private static readonly string[] Required = ["id", "label", "labels", "from", "text"];
    private static readonly string[] Known = [.. Required, "calls", "arguments", "result", "error", "labelled_by"];

    public static LabelSet Parse(string csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        var rows = CsvRows.Read(csv).ToList();
        if (rows.Count == 0)
            throw new InvalidDataException("The file is empty.");

        var header = rows[0].Select(name => name.Trim().ToLowerInvariant()).ToList();
        if (Required.FirstOrDefault(name => !header.Contains(name)) is { } missing)
            throw new InvalidDataException($"The header has no column '{missing}'. It needs: {string.Join(", ", Required)}.");
        if (header.FirstOrDefault(name => !Known.Contains(name) || header.Count(other => other == name) > 1) is { } wrong)
            throw new InvalidDataException($"The header has the column '{wrong}', which is unknown or repeated. Known are: {string.Join(", ", Known)}.");

        List<(string Id, string Label, IReadOnlyList<TranscriptEntry> Entries)> items = [];
        var isSynthetic = false;
        string? labelledBy = null;
        foreach (var (index, row) in rows.Index().Skip(1))
        {
            var place = $"Row {index + 1}";
            if (row.Count != header.Count)
                throw new InvalidDataException($"{place} has {row.Count} fields, and the header has {header.Count}.");

            string? Field(string name) => header.IndexOf(name) is >= 0 and var at && row[at].Length > 0 ? row[at] : null;
            isSynthetic |= LabelSet.IsSyntheticSource(Field("labels"), place);
            labelledBy ??= Field("labelled_by");
            var (id, label) = (Field("id") ?? throw new InvalidDataException($"{place} has no id."), Field("label") ?? throw new InvalidDataException($"{place} has no label. Repeat the label of the transcript in each of its rows."));
            if (items.Count == 0 || items[^1].Id != id)
                items.Add((id, label, new List<TranscriptEntry>()));
            if (items[^1].Label != label)
                throw new InvalidDataException($"{place} gives the transcript '{id}' the label '{label}', and an earlier row '{items[^1].Label}'.");
            ((List<TranscriptEntry>)items[^1].Entries).Add(Entry(Field, place));
        }

        return LabelSet.Of(items, isSynthetic, labelledBy);
    }

    private static TranscriptEntry Entry(Func<string, string?> field, string place)
    {
        var (from, text, calls) = (LabelSet.ToRole(field("from"), place), field("text"), field("calls"));
        if (calls is null == text is null)
            throw new InvalidDataException($"{place} must have either a text or a tool that it calls.");
        return calls is null ? new TranscriptEntry { From = from, Text = text! } : new TranscriptEntry { From = from, Call = LabelJson.Call(calls, Arguments(field("arguments"), place), field("result"), field("error"), place) };
    }

    private static JsonElement? Arguments(string? json, string place)
    {
        if (json is null)
            return null;

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The arguments of {place} are not JSON.", error);
        }
    }
}
