using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Gives a session that has no title one that is made from the first message of its user.</summary>
internal static class SessionTitle
{
    private const int MostElements = 60;

    /// <summary>A text element can have any number of combining marks.</summary>
    private const int MostCharacters = 240;

    private static readonly EntryKind[] TurnStartKind = [EntryKind.TurnStart];

    /// <summary>Sets the title when the turn is the first of the session and the session has none. A failed write is logged, and the turn goes on without a title.</summary>
    public static async ValueTask TrySetAsync(SessionLog log, int turnNumber, Position turnStart, IEnumerable<ChatMessage> input, CancellationToken cancellationToken)
    {
        if (turnNumber != 1 || log.IsEphemeral || log.Record.Details.Title is not null || Of(input) is not { } title)
            return;

        try
        {
            if (!await IsFirstAsync(log, turnStart, cancellationToken).ConfigureAwait(false))
                return;

            // The record was just read: another read is needed only when somebody else wrote since.
            if (await log.Store.SetDetailsAsync(log.Key, log.Record.Details with { Title = title }, cancellationToken).ConfigureAwait(false) is { } written)
                log.Saw(log.Record with { Details = written });
            else
                await SetAgainAsync(log, title, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            WriterLog.TitleNotWritten(log.Logger, e, log.Key);
        }
    }

    /// <summary>Whether no turn began before. After an undo a turn has the number 1 again, but a title that a person removed then is not made again.</summary>
    private static async ValueTask<bool> IsFirstAsync(SessionLog log, Position turnStart, CancellationToken cancellationToken) =>
        turnStart == Position.Start.Next
        || (await log.ReadOnceAsync(LogRead.All() with { Kinds = TurnStartKind, Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false)).Entries is [var first, ..] && first.Position == turnStart;

    private static Task SetAgainAsync(SessionLog log, string title, CancellationToken cancellationToken) =>
        ItemOperations.DescribeAsync(log, details => details.Title is null ? details with { Title = title } : details, cancellationToken);

    /// <summary>Returns the first line of the first user message that has text, without control characters, up to 60 text elements; null when there is none.</summary>
    internal static string? Of(IEnumerable<ChatMessage> input)
    {
        var said = input.FirstOrDefault(message => message.Role == ChatRole.User && !string.IsNullOrWhiteSpace(message.Text))?.Text;
        if (said is null)
            return null;

        // What the message says of lone surrogates was logged with it.
        foreach (var line in LoneSurrogates.Replace(said).AsSpan().EnumerateLines())
        {
            if (Shorten(line) is { Length: > 0 } title)
                return title;
        }

        return null;
    }

    private static string Shorten(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.Length <= MostElements && !line.ContainsAnyExceptInRange(' ', '~') && !line.Contains("  ", StringComparison.Ordinal))
            return line.ToString();

        var title = new StringBuilder();
        var (elements, last) = (0, 0);
        for (var rest = line; !rest.IsEmpty;)
        {
            var length = StringInfo.GetNextTextElementLength(rest);
            var element = rest[..length];
            rest = rest[length..];
            if (char.IsControl(element[0]) || char.IsWhiteSpace(element[0]))
            {
                // Runs of them are one space.
                if (title.Length == 0 || title[^1] == ' ')
                    continue;
                element = " ";
            }

            if (elements == MostElements || title.Length + element.Length > MostCharacters)
                return string.Concat(title.ToString(0, elements == MostElements ? last : title.Length).TrimEnd(), "…");

            (elements, last) = (elements + 1, title.Length);
            title.Append(element);
        }

        return title.ToString().TrimEnd();
    }
}
