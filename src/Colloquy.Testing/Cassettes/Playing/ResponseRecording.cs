using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Makes of a model's response what is recorded of it: scrubbed whole, and then cut where the stream was.</summary>
internal static class ResponseRecording
{
    public static RecordedResponse Of(ChatResponse response, IReadOnlyList<ChatResponseUpdate>? updates, string? conversation, SecretScrubber secrets) => new()
    {
        Messages = [.. response.Messages.Select(message => Scrub(message, secrets))],
        ModelId = response.ModelId,
        FinishReason = response.FinishReason?.Value,
        Usage = response.Usage,
        Conversation = conversation,
        Cuts = updates is null ? null : Cut(response, updates, secrets),
    };

    private static ChatMessage Scrub(ChatMessage message, SecretScrubber secrets) => new(message.Role, [.. message.Contents.Where(content => content is not UsageContent).Select(content => Scrub(content, secrets))]) { AuthorName = message.AuthorName };

    private static AIContent Scrub(AIContent content, SecretScrubber secrets)
    {
        var scrubbed = ContentJson.Read(ScrubbedJson.Of(ContentJson.Write(content), secrets));
        if (content is FunctionCallContent { Exception: { } problem } && scrubbed is FunctionCallContent call)
            call.Exception = new FormatException(secrets.Scrub(problem.Message));
        return scrubbed;
    }

    /// <summary>Returns for each text of the response the lengths of the pieces in which it came.</summary>
    private static List<string> Cut(ChatResponse response, IReadOnlyList<ChatResponseUpdate> updates, SecretScrubber secrets)
    {
        var contents = updates.SelectMany(update => update.Contents).ToList();
        var said = new Queue<int>(contents.OfType<TextContent>().Select(content => content.Text.Length).Where(length => length > 0));
        var thought = new Queue<int>(contents.OfType<TextReasoningContent>().Select(content => content.Text.Length).Where(length => length > 0));
        List<string> cuts = [];
        foreach (var content in response.Messages.SelectMany(message => message.Contents))
        {
            if (content is TextContent text)
                cuts.Add(Cut(text.Text, said, secrets));
            else if (content is TextReasoningContent reasoning)
                cuts.Add(Cut(reasoning.Text, thought, secrets));
        }

        return cuts;
    }

    private static string Cut(string text, Queue<int> pieces, SecretScrubber secrets)
    {
        var scrubbed = secrets.Scrub(text, out var replaced);
        List<int> lengths = [];
        var (at, before) = (0, 0);
        while (at < text.Length && pieces.TryDequeue(out var length))
        {
            at += length;
            var moved = SecretScrubber.Move(Math.Min(at, text.Length), replaced);
            if (moved > before)
                lengths.Add(moved - before);
            before = Math.Max(before, moved);
        }

        return at == text.Length && before == scrubbed.Length ? string.Join(' ', lengths.Select(length => length.ToString(CultureInfo.InvariantCulture))) : "";
    }
}
