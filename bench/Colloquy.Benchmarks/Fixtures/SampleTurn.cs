using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>A turn of a support desk: a question, a tool's call, its result, the answer; about 300 bytes each when stored.</summary>
internal static class SampleTurn
{
    public const int Messages = 4;

    public static ChatMessage[] Create(int number)
    {
        var ticket = $"JOB-{number.ToString("D6", CultureInfo.InvariantCulture)}";
        var call = $"call_{number.ToString("x8", CultureInfo.InvariantCulture)}";
        return
        [
            new(ChatRole.User, $"About {ticket}: the invoice that I got on the third of May lists two seats, but since April we have had only one. Could you please look at it, correct what is wrong, and tell me when the new invoice will be here?"),
            new(ChatRole.Assistant, [new FunctionCallContent(call, "find_tickets", new Dictionary<string, object?> { ["customer"] = "agnes@example.com", ["ticket"] = ticket, ["state"] = "open", ["limit"] = 10 })]),
            new(ChatRole.Tool, [new FunctionResultContent(call, $"{ticket}: invoice INV-2024-05-0117 lists two seats; the contract has had one since the first of April. State: open. Priority: normal. Owner: billing.")]),
            new(ChatRole.Assistant, $"You are right: the second seat ended in March. I have corrected it in {ticket}; the new invoice is on its way, and you will have it by mail tomorrow. The amount of 29 euros is credited to your account."),
        ];
    }
}
