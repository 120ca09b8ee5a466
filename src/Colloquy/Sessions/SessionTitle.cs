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

    /// <summary>Has the next commit set the title when it begins the first turn of the session and the session has none.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="writer">What is about to be committed, the start of the turn in it.</param>
    /// <param name="turnNumber">The number of the turn.</param>
    /// <param name="turnStart">The start of the turn.</param>
    /// <param name="input">What the turn begins with.</param>
    /// <param name="cancellationToken">Cancels the look whether a turn began before.</param>
    public static async ValueTask SetAsync(SessionLog log, EntryWriter writer, int turnNumber, Position turnStart, IEnumerable<ChatMessage> input, CancellationToken cancellationToken)
    {
        if (turnNumber == 1 && !log.IsEphemeral && log.Record.Details.Title is null && Of(input) is { } title && await IsFirstAsync(log, turnStart, cancellationToken).ConfigureAwait(false))
            writer.Title = title;
    }

    /// <summary>Whether no turn began before. After an undo a turn has the number 1 again, but a title that a person removed then is not made again.</summary>
    private static async ValueTask<bool> IsFirstAsync(SessionLog log, Position turnStart, CancellationToken cancellationToken) =>
        turnStart == Position.Start.Next
        || (await log.ReadOnceAsync(LogRead.All() with { Kinds = TurnStartKind, Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false)).Entries.Count == 0;

    /// <summary>Returns the first line of the first user message that has text, without control characters, up to 60 text elements; null when there is none.</summary>
    internal static string? Of(IEnumerable<ChatMessage> input)
    {
        var said = input.FirstOrDefault(message => message.Role == ChatRole.User && !message.IsTransient() && !string.IsNullOrWhiteSpace(message.Text))?.Text;
        if (said is null)
            return null;

        // What the message says of lone surrogates was logged with it.
        foreach (var line in LoneSurrogates.Replace(said).AsSpan().EnumerateLines())
        {
            if (Shorten(line, said) is { Length: > 0 } title)
                return title;
        }

        return null;
    }

    private static string Shorten(ReadOnlySpan<char> line, string whole)
    {
        line = line.Trim();
        if (line.Length <= MostElements && !line.ContainsAnyExceptInRange(' ', '~') && !line.Contains("  ", StringComparison.Ordinal))
            return line.Length == whole.Length ? whole : line.ToString();

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
