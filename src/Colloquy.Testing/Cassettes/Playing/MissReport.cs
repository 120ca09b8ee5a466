using System.Text;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Says what a cassette has in place of what was asked for.</summary>
internal static class MissReport
{
    /// <summary>Where the first thing is that the user says. Another conversation begins with other words.</summary>
    private const string FirstText = "messages[0].contents[0].text";

    public static CassetteMissException Of(PlayedTrack track, ModelRequest request, IReadOnlyList<RecordedModelCall> recorded)
    {
        if (Missing(track) is { } missing)
            return missing;

        var what = $"no answer to a request to the model '{request.Client}' in turn {track.Turn}";
        var open = recorded.Where(call => !call.IsUsed).ToList();
        if (recorded.Count == 0)
            return Make(track, $"has {what}: it has no exchange of {track.Track} with a model.", null, null);
        if (open.Count == 0 && recorded.Any(call => call.Request.Key == request.Key))
            return Make(track, $"has {what}: the same request was answered before, and is recorded only {recorded.Count(call => call.Request.Key == request.Key)} times.", recorded.Last(call => call.Request.Key == request.Key).Line, null);

        var nearest = (open.Count > 0 ? open : recorded).OrderByDescending(call => call.Request.Client == request.Client)
            .ThenByDescending(call => CommonMessages(call.Request, request))
            .ThenByDescending(call => call.Request.Settings == request.Settings)
            .ThenBy(call => Math.Abs(call.Turn - track.Turn))
            .First();
        return Make(track, $"has {what}.", nearest.Line, FirstDifference.Find(nearest.Request, request), $"that of turn {nearest.Turn}");
    }

    public static CassetteMissException Of(PlayedTrack track, string host, string tool, string key, bool isLook, IReadOnlyList<RecordedToolCall> recorded)
    {
        if (Missing(track) is { } missing)
            return missing;

        var what = $"no result of {(isLook ? "the test's call of" : "a call of")} the tool '{tool}' on the host '{host}' in turn {track.Turn}";
        var ofTool = recorded.Where(call => call.IsOf(host, tool) && call.IsLook == isLook)
            .OrderBy(call => call.Turn == track.Turn ? 0 : 1).ThenBy(call => call.IsUsed ? 1 : 0).ThenBy(call => call.Key == key ? 0 : 1).ToList();
        if (ofTool.Count == 0)
        {
            var inTurn = recorded.Where(call => call.Turn == track.Turn && call.IsLook == isLook).Select(call => call.Tool).Distinct().ToList();
            return Make(track, $"has {what}: {(inTurn.Count == 0 ? NoCall(track, isLook, recorded) : $"the calls that are recorded in that turn are of {string.Join(", ", inTurn)}")}.", null, null);
        }

        var nearest = ofTool[0];
        if (nearest.Key == key)
            return Make(track, nearest.Turn == track.Turn ? $"has {what}: such a call is recorded {ofTool.Count(call => call.Turn == track.Turn && call.Key == key)} times in that turn, and was made more often." : $"has {what}: such a call is recorded in turn {nearest.Turn}.", nearest.Line, null);
        return Make(track, $"has {what}.", nearest.Line, FirstDifference.Find("arguments", JsonElement.Parse(nearest.Key), JsonElement.Parse(key)), $"that of turn {nearest.Turn}");
    }

    /// <summary>Says that there is no such call in the turn, and which calls of the other side there are.</summary>
    private static string NoCall(PlayedTrack track, bool isLook, IReadOnlyList<RecordedToolCall> recorded)
    {
        var others = recorded.Where(call => call.Turn == track.Turn && call.IsLook != isLook).Select(call => call.Tool).Distinct().ToList();
        return others.Count == 0 ? "no call of a tool is recorded in that turn"
            : isLook ? $"no call that the test itself makes is recorded in that turn, only calls of the agent, of {string.Join(", ", others)}"
            : $"no call of the agent is recorded in that turn, only calls that the test itself makes, of {string.Join(", ", others)}";
    }

    /// <summary>Returns what is wrong when nothing at all is recorded.</summary>
    public static CassetteMissException? Missing(PlayedTrack track)
    {
        if (!track.Deck.Exists)
            return Make(track, "does not exist.", null, null);
        if (track.Track.Calls.Count > 0)
            return null;

        var others = track.Deck.File.Tracks.Where(other => other.Calls.Count > 0).Select(other => other.ToString()).ToList();
        return Make(track, $"has no recording of {track.Track}{(others.Count == 0 ? "" : $"; it has {string.Join(", ", others)}")}.", null, null);
    }

    public static CassetteMissException Make(PlayedTrack track, string problem, int? line, (string Path, string Recorded, string Now)? difference, string nearest = "")
    {
        var message = new StringBuilder($"The cassette '{track.Deck.Path}' {problem}");
        if (line is > 0)
            message.Append('\n').Append("The nearest recorded exchange is ").Append(nearest.Length == 0 ? "" : $"{nearest}, ").Append("at line ").Append(line).Append('.');
        if (difference is { } found)
        {
            message.Append('\n').Append("The first difference is in ").Append(found.Path).Append(':')
                .Append("\n  recorded: ").Append(found.Recorded)
                .Append("\n  now:      ").Append(found.Now);
            if (found.Path == "instructions")
                message.Append("\nThe cassette was recorded with other instructions.");
        }

        message.Append('\n').Append(track.Deck.Mode switch
        {
            _ when track.Twins is { } twins => twins.Describe(track.Deck.File.FullName),
            _ when track.Deck.HasPlantedFault => "A fault is planted in the conversation, so nothing is recorded. What its agent asks can differ by it: set COLLOQUY_CASSETTES=live to try the fault without the cassette.",
            CassetteMode.Auto when !track.Deck.MayRecord => "In continuous integration nothing is recorded. Run the test on your machine, and commit the cassette.",
            CassetteMode.Auto when difference is null && line is null => "To record the conversation, set COLLOQUY_CASSETTES=record.",
            _ => "If the change is meant, record the conversation again with COLLOQUY_CASSETTES=record. If the value differs from run to run, add it to CassetteOptions.Volatile."
                + (track.Turn == 1 && difference?.Path == FirstText ? $" If another test has a conversation named '{track.Deck.File.FullName}', it may have recorded this file: give each conversation a name of its own, and record both again." : ""),
        });
        return new CassetteMissException(track.Deck.Path, message.ToString()) { NearestLine = line ?? 0, Path = difference?.Path, Recorded = difference?.Recorded, Actual = difference?.Now };
    }

    private static int CommonMessages(ModelRequest one, ModelRequest other)
    {
        var count = 0;
        while (count < one.Messages.Count && count < other.Messages.Count && one.Messages[count].Hash == other.Messages[count].Hash)
            count++;
        return count;
    }
}
