using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Calls are paired with their results by one rule, whether the results stand right behind them or elsewhere.</summary>
public sealed class PairingTests
{
    [Fact]
    public void Results_are_found_by_one_rule_wherever_they_stand()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 3_000; round++)
        {
            var (messages, results) = (new List<ChatMessage>(), 0);
            while (messages.Count < 12)
                messages.AddRange(Next(random, ref results));

            Assert.True(
                Show(ToolCallRepair.Balance(messages, keepsIds: true)) == Show(Expect(messages)),
                $"seed {seed}, round {round}:\n{Show(messages)}\nis balanced to\n{Show(ToolCallRepair.Balance(messages, keepsIds: true))}\nand not to\n{Show(Expect(messages))}");
        }
    }

    /// <summary>An exchange as it is most often, or messages of any kind.</summary>
    private static IEnumerable<ChatMessage> Next(Random random, ref int results)
    {
        string[] ids = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{random.Next(5)}")];
        var first = results;
        switch (random.Next(5))
        {
            case 0:
                return [new(ChatRole.User, "q")];
            case 1:
                results++;
                return [Result(ids[0], first)];
            case 2:
                return [Calls(ids)];
            default:
                results += ids.Length;
                return [Calls(ids), .. ids.Select((id, i) => Result(id, first + i))];
        }
    }

    /// <summary>The rule, said slowly: a call's result is the first that is not another's, under its id, behind it and before a message that calls by that id again.</summary>
    private static IEnumerable<ChatMessage> Expect(List<ChatMessage> messages)
    {
        var taken = new HashSet<ChatMessage>();
        for (var at = 0; at < messages.Count; at++)
        {
            if (messages[at].Contents is [FunctionResultContent])
                continue;

            yield return messages[at];
            foreach (var call in messages[at].Contents.OfType<FunctionCallContent>())
            {
                var result = messages.Skip(at + 1)
                    .TakeWhile(message => !message.Contents.OfType<FunctionCallContent>().Any(other => other.CallId == call.CallId))
                    .FirstOrDefault(message => message.Contents is [FunctionResultContent answer] && answer.CallId == call.CallId && !taken.Contains(message));
                if (result is not null)
                    taken.Add(result);
                yield return result ?? ToolCallRepair.Unknown(call);
            }
        }
    }

    private static string Show(IEnumerable<ChatMessage> messages) => string.Join(
        "\n",
        messages.Select(message => string.Join(' ', message.Contents.Select(content => content switch
        {
            FunctionCallContent call => $"call {call.CallId}",
            FunctionResultContent result => $"{result.CallId}={result.Result}",
            _ => content.ToString(),
        }))));

    private static ChatMessage Calls(string[] ids) => new(ChatRole.Assistant, [.. ids.Select(AIContent (id) => new FunctionCallContent(id, "t"))]);

    private static ChatMessage Result(string id, int number) => new(ChatRole.Tool, [new FunctionResultContent(id, $"r{number}")]);
}
