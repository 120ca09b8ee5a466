using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Represents a request to the offline model, in the form that rules read.</summary>
public sealed class OfflineRequest
{
    private readonly int _lastUser;

    /// <summary>Initializes a request.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="options">The options of the call, with its instructions and tools.</param>
    public OfflineRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(messages);

        Messages = messages;
        Options = options ?? new ChatOptions();
        _lastUser = Enumerable.Range(0, messages.Count).LastOrDefault(at => messages[at].Role == ChatRole.User, -1);
        Text = _lastUser < 0 ? "" : messages[_lastUser].Text.Trim();
        Tools = Options.ToolMode is NoneChatToolMode ? [] : [.. (Options.Tools ?? []).OfType<AIFunctionDeclaration>()];
        Instructions = string.Join('\n', messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Prepend(Options.Instructions ?? ""));
        Earlier = [.. messages.Take(Math.Max(_lastUser, 0)).Where(message => message.Role != ChatRole.System)];
    }

    /// <summary>Gets every message that was sent, oldest first.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Gets the options of the call; never null.</summary>
    public ChatOptions Options { get; }

    /// <summary>Gets the user's newest message; empty when there is none.</summary>
    public string Text { get; }

    /// <summary>Gets the instructions and the system messages.</summary>
    public string Instructions { get; }

    /// <summary>Gets the tools that may be called.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Tools { get; }

    /// <summary>Gets the messages before the user's newest one, without system messages, oldest first.</summary>
    public IReadOnlyList<ChatMessage> Earlier { get; }

    /// <summary>Gets what the user wrote before the newest message, oldest first.</summary>
    public IEnumerable<string> EarlierUserTexts =>
        Earlier.Where(message => message.Role == ChatRole.User).Select(message => message.Text.Trim()).Where(text => text.Length > 0);

    /// <summary>Gets the calls that have their results, of the whole conversation, oldest first.</summary>
    public IReadOnlyList<OfflineToolRun> Runs => RunsOf(Messages);

    /// <summary>Gets the calls made since the user's newest message that have their results.</summary>
    public IReadOnlyList<OfflineToolRun> RunsOfThisTurn => RunsOf(Messages.Skip(_lastUser + 1));

    private static List<OfflineToolRun> RunsOf(IEnumerable<ChatMessage> messages)
    {
        var contents = messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().GroupBy(call => call.CallId).ToDictionary(same => same.Key, same => same.Last());
        return [.. contents.OfType<FunctionResultContent>().Select(result => new OfflineToolRun(calls.GetValueOrDefault(result.CallId), result))];
    }
}
