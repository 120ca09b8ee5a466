using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>A model that answers as a teller from nothing but the messages that it is sent. What it is free to vary, it varies.</summary>
internal sealed class Teller(Variation variation) : IChatClient
{
    private const decimal Price = 4100;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await variation.DelayAsync(cancellationToken);
        List<ChatMessage> sent = [.. messages];
        var answer = Answer(new TellerRequest(sent, options));
        var length = sent.Sum(message => message.Text.Length + 20 * message.Contents.Count);
        return new ChatResponse(answer)
        {
            ModelId = "gpt-5-mini",
            ResponseId = variation.NewCallId(),
            FinishReason = answer.Contents.OfType<FunctionCallContent>().Any() ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 100 + length / 4, OutputTokenCount = 10 + answer.Text.Length / 4, TotalTokenCount = 110 + length / 4 + answer.Text.Length / 4 },
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            await variation.DelayAsync(cancellationToken);
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", null, "gpt-5-mini") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private ChatMessage Answer(TellerRequest request)
    {
        var text = request.Text;
        if (Handoff(request) is { } handoff)
            return handoff;
        if (text.Contains("as JSON", StringComparison.Ordinal))
            return Structured(request);
        if (text.Contains("move", StringComparison.OrdinalIgnoreCase))
            return Move(request);
        if (text.Contains("where", StringComparison.OrdinalIgnoreCase))
            return Where(request);
        if (text.Contains("how many months", StringComparison.OrdinalIgnoreCase))
            return Months(request);
        if (text.Contains("transactions", StringComparison.OrdinalIgnoreCase))
            return Transactions(request);
        if (text.Contains("in savings", StringComparison.OrdinalIgnoreCase))
            return Savings(request);
        if (text.Contains("accounts", StringComparison.OrdinalIgnoreCase))
            return Balances(request);
        return Say("How can I help you with your accounts?", "What can I do for you today?");
    }

    private ChatMessage Balances(TellerRequest request)
    {
        var trip = request.Trip is { } place ? variation.Pick($" Enjoy your trip to {place}!", $" {place} sounds lovely.", "") : "";
        if (request.ResultsOf("get_all_balances") is [.., var all])
            return SayBalances(TellerRequest.NumberIn(all, "accounts", "checking", "balance"), TellerRequest.NumberIn(all, "accounts", "savings", "balance"), trip);
        if (request.ResultsOf("get_balance") is { Count: >= 2 } each)
        {
            var amounts = each.Select(result => (Savings: result.Contains("savings", StringComparison.OrdinalIgnoreCase), Balance: TellerRequest.NumberIn(result, "balance"))).ToList();
            return SayBalances(amounts.Find(amount => !amount.Savings).Balance, amounts.Find(amount => amount.Savings).Balance, trip);
        }

        return variation.Flip()
            ? Call(request, ("get_all_balances", []))
            : Call(request, [.. variation.Shuffle(new[] { "checking", "savings" }).Select(account => ("get_balance", new Dictionary<string, object?> { ["account"] = variation.Account(account) }))]);
    }

    private ChatMessage SayBalances(decimal? checking, decimal? savings, string trip)
    {
        if (checking is null || savings is null)
            return Say("I have looked at your accounts.");

        var (one, other) = (variation.Money(checking.Value), variation.Money(savings.Value));
        return Say($"You have {one} in checking and {other} in savings.{trip}", $"Savings has {other}, and checking has {one}.{trip}", $"Here are your balances:\n- checking: {one}\n- savings: {other}\n{trip}");
    }

    private ChatMessage Move(TellerRequest request)
    {
        var move = Regex.Match(request.Text, @"move ([\d,.]*\d) from (\w+) to (\w+)", RegexOptions.IgnoreCase);
        var (amount, from, to) = (decimal.Parse(move.Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture), move.Groups[2].Value, move.Groups[3].Value);
        var look = ("get_balance", new Dictionary<string, object?> { ["account"] = variation.Account(from) });
        var pay = ("transfer", new Dictionary<string, object?> { ["from_account"] = variation.Account(from), ["to_account"] = variation.Account(to), ["amount"] = variation.Amount(amount) });
        var (looked, paid) = (request.ResultsOf("get_balance"), request.ResultsOf("transfer"));
        var looksFirst = request.Text.Contains("make sure", StringComparison.OrdinalIgnoreCase);
        if (looksFirst && looked.Count == 0)
            return Call(request, look);
        if (paid.Count == 0)
            return Call(request, pay);

        var money = variation.Money(amount);
        if (IsRefused(paid[^1]))
            return Say("You did not approve, so I have moved nothing.", "All right, nothing was moved.");
        if (paid[^1].StartsWith("Error", StringComparison.OrdinalIgnoreCase))
            return Say($"I could not do that: {paid[^1]}", $"That did not work. The bank says: {paid[^1]}");
        return Say($"Done. I moved {money} from {from} to {to}.", $"I have transferred {money} from {from} to {to}.", $"{money} has been moved from {from} to {to}.", $"Transferred {money} to {to}.");
    }

    private ChatMessage Where(TellerRequest request) => request.Trip is { } place
        ? Say($"You said that you want to go to {place}.", $"To {place}!", $"Your trip goes to {place}.")
        : Say("You have not told me where you want to go.", "I do not know of a trip.");

    private ChatMessage Months(TellerRequest request)
    {
        if (request.ResultsOf("get_balance") is not [.., var result])
            return Call(request, ("get_balance", new() { ["account"] = variation.Account("savings") }));

        var balance = TellerRequest.NumberIn(result, "balance") ?? 0;
        var months = Math.Ceiling((Price - balance) / request.Number(@"([\d,.]*\d) a month"));
        return Say($"You have {variation.Money(balance)} saved, so it takes {months:0} months.", $"With {variation.Money(balance)} in savings, the flight is paid for after {months:0} months.");
    }

    private ChatMessage Transactions(TellerRequest request) => request.ResultsOf("get_transactions") is [.., var result]
        ? Say($"There are {TellerRequest.NumberIn(result, "count") ?? 0:0} transactions.", $"I see {TellerRequest.NumberIn(result, "count") ?? 0:0} transactions.")
        : Call(request, ("get_transactions", variation.Flip() ? [] : new() { ["limit"] = 10 }));

    private ChatMessage Savings(TellerRequest request)
    {
        if (request.ResultsOf("get_balance") is not [.., var result])
            return Call(request, ("get_balance", new() { ["account"] = "savings" }));

        return TellerRequest.NumberIn(result, "balance") is { } balance ? Say($"Savings has {variation.Money(balance)}.", $"There is {variation.Money(balance)} in your savings.") : Say("I have looked at your savings.");
    }

    private ChatMessage Structured(TellerRequest request)
    {
        if (request.ResultsOf("get_all_balances") is not [.., var all])
            return Call(request, ("get_all_balances", []));

        var fields = variation.Shuffle(new[] { "checking", "savings" }).ToDictionary(account => account, account => TellerRequest.NumberIn(all, "accounts", account, "balance") ?? 0);
        return new ChatMessage(ChatRole.Assistant, JsonSerializer.Serialize(fields, variation.Flip() ? s_indented : null));
    }

    /// <summary>The front desk hands off to who is in charge; who took over knows what was said.</summary>
    private ChatMessage? Handoff(TellerRequest request)
    {
        if (request.Tools.Contains("transfer_to_loans") && Regex.Match(request.Text, @"\b(loan|card)", RegexOptions.IgnoreCase) is { Success: true } subject)
            return new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(variation.NewCallId(), $"transfer_to_{subject.Value.ToLowerInvariant()}s", new Dictionary<string, object?> { ["reason"] = variation.Pick("The customer asks for it.", "This is for you.") })]);
        if (!request.Instructions.Contains("officer", StringComparison.Ordinal))
            return null;

        return request.Trip is { } place
            ? Say($"Good morning. I can help you with your trip to {place}.", $"{place}, then. Let us see what we can do.")
            : Say("Good morning. What is it for?", "Hello. Tell me more.");
    }

    private static bool IsRefused(string result) => result.Contains("refus", StringComparison.OrdinalIgnoreCase) || result.Contains("not approve", StringComparison.OrdinalIgnoreCase);

    private ChatMessage Call(TellerRequest request, params IReadOnlyList<(string Tool, Dictionary<string, object?> Arguments)> calls) =>
        new(ChatRole.Assistant, [.. calls.Select(call => new FunctionCallContent(variation.NewCallId(), request.NameOf(call.Tool), call.Arguments))]);

    private ChatMessage Say(params ReadOnlySpan<string> wordings) => new(ChatRole.Assistant, variation.Pick(wordings).Trim());
}
