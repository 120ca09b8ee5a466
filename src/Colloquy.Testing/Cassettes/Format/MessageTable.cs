using System.Globalization;

namespace Colloquy.Testing;

/// <summary>The messages that one model was sent and answered so far, each once. A request has those that are new, and says which of the others it repeats.</summary>
internal sealed class MessageTable
{
    private readonly List<RequestMessage> _messages;

    public MessageTable(MessageTable? earlier = null) => _messages = earlier is null ? [] : [.. earlier._messages];

    /// <summary>Adds a request.</summary>
    /// <returns>Which earlier messages it repeats, null for all of them; and the messages that are new.</returns>
    public (string? Window, IReadOnlyList<RequestMessage> New) Add(IReadOnlyList<RequestMessage> request)
    {
        if (RepeatsAll(request))
        {
            IReadOnlyList<RequestMessage> rest = [.. request.Skip(_messages.Count)];
            _messages.AddRange(rest);
            return (null, rest);
        }

        var places = new Dictionary<UInt128, List<int>>();
        for (var i = 0; i < _messages.Count; i++)
        {
            if (!places.TryGetValue(_messages[i].Hash, out var list))
                places[_messages[i].Hash] = list = [];
            list.Add(i);
        }

        List<(int First, int Last)> parts = [];
        List<RequestMessage> added = [];
        var next = 0;
        foreach (var message in request)
        {
            var at = places.TryGetValue(message.Hash, out var found) ? found.Find(place => place >= next) is var place && place >= next ? place : -1 : -1;
            if (at < 0)
            {
                if (parts is [.., (-1, var count)])
                    parts[^1] = (-1, count + 1);
                else
                    parts.Add((-1, 1));
                added.Add(message);
                continue;
            }

            if (parts is [.., (>= 0 and var first, var last)] && last == at - 1)
                parts[^1] = (first, at);
            else
                parts.Add((at, at));
            next = at + 1;
        }

        _messages.AddRange(added);
        return (parts.Count == 0 ? "none" : string.Join(", ", parts.Select(part => part.First < 0 ? $"+{part.Last}" : part.First == part.Last ? $"{part.First + 1}" : $"{part.First + 1}-{part.Last + 1}")), added);
    }

    /// <summary>Reads a request.</summary>
    /// <param name="window">Which earlier messages it repeats; null for all of them.</param>
    /// <param name="added">The messages that are new.</param>
    /// <returns>Its messages; null when the window names messages that are not there.</returns>
    public IReadOnlyList<RequestMessage>? Read(string? window, IReadOnlyList<RequestMessage> added)
    {
        List<RequestMessage> request = [];
        if (window is null)
        {
            request.AddRange(_messages);
            request.AddRange(added);
        }
        else if (window != "none")
        {
            var used = 0;
            foreach (var part in window.Split(',', StringSplitOptions.TrimEntries))
            {
                if (part.StartsWith('+') && TryParse(part[1..], out var count) && used + count <= added.Count)
                {
                    request.AddRange(added.Skip(used).Take(count));
                    used += count;
                    continue;
                }

                var ends = part.Split('-');
                if (!TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last) || ends.Length > 2 || first > last || last > _messages.Count)
                    return null;
                request.AddRange(_messages.GetRange(first - 1, last - first + 1));
            }

            if (used != added.Count)
                return null;
        }

        _messages.AddRange(added);
        return request;
    }

    public void AddResponse(IEnumerable<RequestMessage> messages) => _messages.AddRange(messages);

    private bool RepeatsAll(IReadOnlyList<RequestMessage> request)
    {
        if (request.Count < _messages.Count)
            return false;

        for (var i = 0; i < _messages.Count; i++)
        {
            if (_messages[i].Hash != request[i].Hash)
                return false;
        }

        return true;
    }

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
