using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>What a teller reads of the messages that it is sent.</summary>
internal sealed class TellerRequest
{
    private readonly List<FunctionCallContent> _calls;
    private readonly IReadOnlyList<ChatMessage> _turn;

    public TellerRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        Messages = messages;
        Tools = [.. (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Select(tool => tool.Name)];
        Instructions = string.Join('\n', messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Prepend(options?.Instructions ?? ""));
        var asked = messages.Count - 1;
        while (asked > 0 && messages[asked].Role != ChatRole.User)
            asked--;
        Text = messages.Count == 0 ? "" : messages[asked].Text;
        Earlier = [.. messages.Take(asked).Where(message => message.Role != ChatRole.System)];
        _turn = [.. messages.Skip(asked + 1)];
        _calls = [.. messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>())];
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    public IReadOnlyList<string> Tools { get; }

    public string Instructions { get; }

    /// <summary>What the user said last.</summary>
    public string Text { get; }

    public IReadOnlyList<ChatMessage> Earlier { get; }

    /// <summary>The place of the trip, when the user has told it.</summary>
    public string? Trip => Messages.Where(message => message.Role == ChatRole.User).Select(message => Regex.Match(message.Text, @"\btrip to (\p{Lu}\w+)")).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>The results of a tool in this turn, oldest first.</summary>
    public IReadOnlyList<string> ResultsOf(string tool) => [.. Results(_turn).Where(result => OwnName(result.Call) == tool).Select(result => result.Text)];

    /// <summary>The results of a tool in the whole conversation, oldest first.</summary>
    public IReadOnlyList<string> AllResultsOf(string tool) => [.. Results(Messages).Where(result => OwnName(result.Call) == tool).Select(result => result.Text)];

    public string? LastResult => Results(_turn).LastOrDefault().Text;

    /// <summary>The name of a tool that the model was shown, such as <c>bank_transfer</c> for <c>transfer</c>.</summary>
    public string NameOf(string tool) => Tools.FirstOrDefault(name => name == tool || name.EndsWith("_" + tool, StringComparison.Ordinal)) ?? tool;

    /// <summary>A number of a result; null when it has none.</summary>
    public static decimal? NumberIn(string result, params ReadOnlySpan<string> path)
    {
        try
        {
            var value = JsonElement.Parse(result);
            foreach (var name in path)
                value = value.GetProperty(name);
            return value.GetDecimal();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public decimal Number(string pattern) => decimal.Parse(Regex.Match(Text, pattern).Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture);

    private IEnumerable<(FunctionCallContent? Call, string Text)> Results(IEnumerable<ChatMessage> messages) =>
        messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => (_calls.LastOrDefault(call => call.CallId == result.CallId), TextOf(result)));

    private string OwnName(FunctionCallContent? call) => call is null ? "" : TellerTools.Names.FirstOrDefault(name => NameOf(name) == call.Name || call.Name.EndsWith("_" + name, StringComparison.Ordinal)) ?? call.Name;

    private static string TextOf(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        null => result.Exception?.Message ?? "",
        var other => other.ToString() ?? "",
    };
}

/// <summary>The names of a bank's tools, longest first.</summary>
internal static class TellerTools
{
    public static IReadOnlyList<string> Names { get; } = ["get_all_balances", "get_transactions", "get_balance", "withdraw", "transfer", "deposit"];
}
