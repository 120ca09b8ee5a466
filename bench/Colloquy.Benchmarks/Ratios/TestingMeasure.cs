using Colloquy.Testing;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>
/// What a test of a conversation adds to a turn of its agent: conversations of five turns with a tool call each, replayed
/// from a cassette, recorded for a report and checked, against the same turns of the same agent without the framework.
/// Value is the cost of a turn less the agent's own, with its part of the start and the end of its conversation; baseline
/// is the agent's own; ratio is value over what is allowed.
/// </summary>
internal static class TestingMeasure
{
    public const double AllowedMicroseconds = 1_000;
    private const int Turns = 5;
    private const string Name = "invoice";
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        var cassette = scratch.PathOf("invoice.yaml");
        await HoldAsync(NewRecorder(scratch), cassette, CassetteMode.Record);

        var recorder = NewRecorder(scratch);
        var tested = new Side(async times =>
        {
            for (var i = 0; i < times; i++)
                await HoldAsync(recorder, cassette, CassetteMode.Replay);
        })
        {
            Operations = Turns,
            PrepareAsync = _ =>
            {
                recorder = NewRecorder(scratch);
                return Task.CompletedTask;
            },
        };
        var alone = new Side(async times =>
        {
            for (var i = 0; i < times; i++)
                await RunAgentAsync();
        })
        {
            Operations = Turns,
        };

        effort = effort with { WarmUp = effort.WarmUp * 8 };
        var costs = await Rounds.MeasureAsync(effort, Slice, tested, alone);
        var microseconds = costs[0].Microseconds - costs[1].Microseconds;
        return [new Measurement("testing.turn", microseconds, "us", costs[1].Microseconds, microseconds / AllowedMicroseconds, Target.Max(1))];
    }

    /// <summary>A recorder whose run is never completed: what it leaves goes with the scratch folder.</summary>
    public static RunRecorder NewRecorder(ScratchFolder scratch) => new(new RunRecorderOptions { Root = scratch.PathOf("results"), Name = Name });

    /// <summary>Holds the conversation as a test does.</summary>
    public static async Task HoldAsync(RunRecorder recorder, string cassette, CassetteMode mode)
    {
        var builder = new ConversationBuilder(Name);
        builder.AddExtension(recorder.CreateExtension(builder));
        await using var conversation = await Conversation.StartAsync(builder, conversation => conversation
            .UseCassette(cassette, mode)
            .AddToolHost(new InProcessToolHost("desk", CreateTool()))
            .UseAgent(parts => new Agent(parts.Client(static () => new InstantModel { Tool = SupportTool.Name })) { Tools = parts.Tools }));
        for (var i = 0; i < Turns; i++)
        {
            var turn = await conversation.SayAsync(InputOf(i), name: $"turn-{i}");
            turn.Expect.Success().ToolCalled(SupportTool.Name, times: 1).Text("invoice");
        }
    }

    private static async Task RunAgentAsync()
    {
        using var model = new InstantModel { Tool = SupportTool.Name };
        var agent = new Agent(model) { Tools = [CreateTool()] };
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey(Name));
        for (var i = 0; i < Turns; i++)
            await agent.RunAsync(InputOf(i), session);
    }

    private static string InputOf(int turn) => $"My invoice of May is wrong, says letter {turn}.";

    private static AIFunction CreateTool() => AIFunctionFactory.Create(SupportTool.Find, SupportTool.Name);
}
