using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Spoils what a model says.</summary>
internal static partial class AnswerFaults
{
    private static readonly ConcurrentQueue<(object Owner, string Text)> s_said = new();
    private static int s_conversations;

    /// <summary>Answers a question that was answered from memory once in the same way for ever.</summary>
    public static Func<FaultyCall, CancellationToken, Task<ChatResponse>> HardCoded()
    {
        var answers = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        return async (call, cancellationToken) =>
        {
            var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
            return Speaks(response) is not { } text || call.ResultsOfTurn.Any() ? response : FaultyCall.Saying(response, answers.GetOrAdd(call.Asked, text));
        };
    }

    /// <summary>Shows the model what users of other conversations said.</summary>
    public static Func<FaultyCall, CancellationToken, Task<ChatResponse>> Leaking()
    {
        var owner = new object();
        return (call, cancellationToken) =>
        {
            var leaked = s_said.Where(said => said.Owner != owner).Select(said => new ChatMessage(ChatRole.User, said.Text)).ToList();
            if (call.Asked.Length > 0 && call.Turn.Count() == 1)
                s_said.Enqueue((owner, call.Asked));
            while (s_said.Count > 100)
                s_said.TryDequeue(out _);
            return call.AskAsync([.. call.Messages.Where(message => message.Role == ChatRole.System), .. leaked, .. call.Messages.Where(message => message.Role != ChatRole.System)], cancellationToken);
        };
    }

    /// <summary>Says another number than the tool returned.</summary>
    public static async Task<ChatResponse> MisreadResults(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        return Speaks(response) is { } text && call.ResultsOfTurn.Any() ? FaultyCall.Saying(response, Number.Replace(text, number => NextDigit(number.Value[0]) + number.Value[1..])) : response;
    }

    /// <summary>Says again what it said before.</summary>
    public static async Task<ChatResponse> RepeatItself(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        var before = call.Earlier.LastOrDefault(message => message.Role == ChatRole.Assistant && message.Text.Length > 0)?.Text;
        return Speaks(response) is not null && before is not null ? FaultyCall.Saying(response, before) : response;
    }

    /// <summary>Goes on in German, with the numbers as they were.</summary>
    public static async Task<ChatResponse> ChangeLanguage(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        if (call.IsFirstTurn || Speaks(response) is not { } text)
            return response;

        var numbers = string.Join(" und ", Number.Matches(text).Select(number => number.Value));
        return FaultyCall.Saying(response, $"Das habe ich gerne für Sie nachgesehen und erledigt. {(numbers.Length > 0 ? $"Die Zahlen dazu sind {numbers}. " : "")}Wenn Sie noch eine Frage haben, helfe ich Ihnen gerne weiter.");
    }

    /// <summary>Leaves its role from the fourth turn on.</summary>
    public static async Task<ChatResponse> LeaveRole(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        return Speaks(response) is not null && call.Earlier.Count(message => message.Role == ChatRole.User) >= 3 ? FaultyCall.Saying(response, "For pancakes you need flour, milk and two eggs.") : response;
    }

    /// <summary>Gives up in one of five conversations.</summary>
    public static Func<FaultyCall, CancellationToken, Task<ChatResponse>> FailSometimes()
    {
        var fails = Interlocked.Increment(ref s_conversations) % 5 == 0;
        return async (call, cancellationToken) =>
        {
            var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
            return fails ? FaultyCall.Saying(response, "I am sorry, I cannot help with that right now.") : response;
        };
    }

    /// <summary>Names the first property of a structured answer wrongly.</summary>
    public static async Task<ChatResponse> BreakStructure(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        if (Speaks(response) is not { } text || !text.AsSpan().TrimStart().StartsWith("{"))
            return response;

        try
        {
            if (JsonNode.Parse(text) is not JsonObject { Count: > 0 } structure)
                return response;

            var (name, value) = structure.First();
            structure.Remove(name);
            structure["_" + name] = value?.DeepClone();
            return FaultyCall.Saying(response, structure.ToJsonString());
        }
        catch (JsonException)
        {
            return response;
        }
    }

    /// <summary>The text of a response that calls nothing; null for one that does.</summary>
    private static string? Speaks(ChatResponse response) => FaultyCall.CallsIn(response.Messages).Count == 0 && response.Text.Length > 0 ? response.Text : null;

    private static char NextDigit(char digit) => digit == '9' ? '1' : (char)(digit + 1);

    [GeneratedRegex(@"\d[\d,.]*\d|\d")]
    private static partial Regex Number { get; }
}
