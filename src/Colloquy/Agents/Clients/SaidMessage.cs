using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What identifies a message in a list: its role, its text without surrounding white space, its calls and results, and its files.</summary>
internal sealed class SaidMessage
{
    private readonly string? _calls;
    private readonly string? _results;
    private readonly List<AIContent> _files = [];

    public SaidMessage(ChatMessage message)
    {
        Role = message.Role;
        IsWithheld = message.IsTransient();
        Text = LoneSurrogates.Replace(message.Text).Trim();
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
                _calls += LoneSurrogates.Replace($"{call.CallId}\n{call.Name}\n");
            else if (content is FunctionResultContent result)
                _results += LoneSurrogates.Replace($"{result.CallId}\n");
            else if (content is DataContent or UriContent or HostedFileContent)
                _files.Add(content);
        }
    }

    public ChatRole Role { get; }

    public string Text { get; }

    /// <summary>Whether its content is not stored, so that it cannot be compared.</summary>
    public bool IsWithheld { get; }

    /// <summary>Whether calls or results are in it.</summary>
    public bool IsOfTool => _calls is not null || _results is not null;

    /// <summary>Whether it has nothing that identifies it.</summary>
    public bool IsSilent => Text.Length == 0 && !IsOfTool && _files.Count == 0;

    /// <summary>Whether a message of the branch says the same.</summary>
    /// <param name="kept">The message of the branch.</param>
    /// <param name="rest">The text before the part that was matched already; null for all of it.</param>
    /// <param name="isPast">Whether more recent messages were matched: callers remove files from older messages.</param>
    /// <param name="mayBeCut">Whether the caller may have stopped reading the answer.</param>
    public bool Says(SaidMessage kept, string? rest, bool isPast, bool mayBeCut)
    {
        if (kept.IsWithheld && Role == kept.Role && !IsOfTool)
            return true;
        if (Role != kept.Role || ((rest ?? Text) != kept.Text && !(rest is null && mayBeCut && IsBeginningOf(kept))))
            return false;
        if (IsOfTool)
            return _calls == kept._calls && _results == kept._results;
        if (kept._results is not null || (Text.Length == 0 && kept._calls is not null))
            return false;
        return (isPast && _files.Count == 0 && Text.Length > 0) || HasFilesOf(kept);
    }

    /// <summary>Returns the text before that of a message of the branch, when it ends with that text: callers that keep texts join an answer's messages to one. Null when it does not.</summary>
    public string? EndsWith(SaidMessage kept, string? rest)
    {
        var text = rest ?? Text;
        return Role == ChatRole.Assistant && !IsOfTool && Role == kept.Role && kept.Text.Length > 0 && text.Length > kept.Text.Length && text.EndsWith(kept.Text, StringComparison.Ordinal)
            ? text[..^kept.Text.Length].TrimEnd()
            : null;
    }

    private bool IsBeginningOf(SaidMessage kept) =>
        Role == ChatRole.Assistant && !IsOfTool && Text.Length > 0 && kept.Text.StartsWith(Text, StringComparison.Ordinal);

    private bool HasFilesOf(SaidMessage kept)
    {
        if (_files.Count != kept._files.Count)
            return false;

        for (var i = 0; i < _files.Count; i++)
        {
            var isSame = (_files[i], kept._files[i]) switch
            {
                (DataContent data, DataContent other) => data.Data.Span.SequenceEqual(other.Data.Span),
                (UriContent link, UriContent other) => link.Uri == other.Uri,
                (HostedFileContent file, HostedFileContent other) => file.FileId == other.FileId,
                _ => false,
            };
            if (!isSame)
                return false;
        }

        return true;
    }
}
