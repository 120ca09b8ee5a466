using System.Globalization;

namespace Colloquy;

/// <summary>What transcripts for people say besides what was said.</summary>
internal static class TranscriptWords
{
    /// <summary>The title of a session; its id when it has none.</summary>
    public static string TitleOf(SessionRecord record) => record.Details.Title is { Length: > 0 } title ? title : record.Key.Id;

    /// <summary>What describes a session, by name.</summary>
    public static IEnumerable<(string Name, string Value)> Describe(SessionRecord record, TranscriptOptions options)
    {
        yield return ("Session", record.Key.Id);
        if (record.Key.User is { } user)
            yield return ("User", user);
        if (record.Key.App != SessionKey.DefaultApp)
            yield return ("App", record.Key.App);
        yield return ("Started", Minute(record.CreatedAt));
        yield return ("Updated", Minute(record.UpdatedAt));
        yield return ("Messages", Select(record, options));
        if (!options.Header)
            yield break;

        foreach (var (name, value) in record.Details.Metadata)
            yield return ($"Metadata {name}", value);
        if (record.Retention is { } policy)
            yield return ("Retention", $"{(policy.Ttl is { } ttl ? string.Create(CultureInfo.InvariantCulture, $"{ttl.TotalDays:0.##} days") : "for ever")}{(policy.Immutable ? ", immutable" : "")}{(policy.AutoPrune ? ", pruned automatically" : "")}");
        yield return ("Chain", record.Chain.ToString());
    }

    /// <summary>What cannot be shown of a message, or is to be known of it; null for nothing.</summary>
    public static string? Note(EntryBody body) => body switch
    {
        MessageBody { Partial: true } => "Incomplete: this is what had arrived when the answer was cut off.",
        MessageBody { Placeholder: true } => "The call waits for a person.",
        MessageBody { Outcome: { } placeholder } => string.Create(CultureInfo.InvariantCulture, $"The outcome of the call that waited at position {placeholder.Value}."),
        MessageBody { IsWithheld: true } => "Withheld: the model was shown this message, and it was not stored.",
        MessageBody => null,
        UnreadableBody unreadable => $"Cannot be read: the stored message {unreadable.Problem}.",
        _ => "The content was removed by retention.",
    };

    /// <summary>How a turn ended that has no answer; null when it has.</summary>
    public static string? Ended(Entry entry, TurnEndBody? body) => TurnEndBody.ReadStatus(entry.Subject) switch
    {
        TurnStatus.Failed => $"The turn failed{(body?.ErrorType is { } type ? $": {type}" : "")}{(body?.ErrorMessage is { } message ? $": {message}" : "")}",
        TurnStatus.Cancelled => "The turn was cancelled.",
        TurnStatus.Interrupted => "The turn was interrupted.",
        TurnStatus.Limited => $"The turn was ended by a limit{(body?.Limit is { } limit ? $": {limit}" : "")}.",
        TurnStatus.Waiting => "The turn waits.",
        _ => null,
    };

    /// <summary>What is said behind the name of a result.</summary>
    public static string Describe(TranscriptPart.Result result) =>
        $"{(result.Duration is { } duration ? string.Create(CultureInfo.InvariantCulture, $", {duration.TotalMilliseconds:#,0} ms") : "")}{(result.ChildSession is { } child ? $", session {child}" : "")}";

    public static string Describe(TranscriptPart.Attachment attachment) =>
        $"{attachment.MediaType ?? "of an unknown type"}{(attachment.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes:#,0} bytes") : "")}{(attachment.Hash is { } hash ? $", SHA-256 {hash}" : "")}";

    public static string End(long written) => string.Create(CultureInfo.InvariantCulture, $"End of the transcript: {written:#,0} {(written == 1 ? "message" : "messages")}. Times are in UTC.");

    /// <summary>Where the log goes from one line of the conversation to another.</summary>
    public static string OtherLine(Position begin) => string.Create(CultureInfo.InvariantCulture, $"Here the log continues another line of the conversation, the one that begins at position {begin.Value}.");

    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What was selected, as the end of a sentence.</summary>
    private static string Select(SessionRecord record, TranscriptOptions options)
    {
        List<string> said = [options.AllBranches ? "of all branches, with what was undone" : $"of branch {record.Branch}"];
        if (options.FirstTurn is not null || options.LastTurn is not null)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"{(options.FirstTurn is { } first ? $"from turn {first}" : "")}{(options is { FirstTurn: not null, LastTurn: not null } ? " " : "")}{(options.LastTurn is { } last ? $"to turn {last}" : "")}"));
        if (options.Since is { } since)
            said.Add($"from {Minute(since)}");
        if (options.Until is { } until)
            said.Add($"before {Minute(until)}");
        if (!options.After.IsStart)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"after position {options.After.Value}"));
        if (options.Roles is { } roles)
            said.Add($"by {string.Join(", ", roles.Select(role => role.Value))} only");
        if (options.Limit is { } limit)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"at most {limit:#,0}"));
        return string.Join("; ", said);
    }
}
