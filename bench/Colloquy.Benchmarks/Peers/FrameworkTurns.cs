using System.Runtime.InteropServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>Turns of an agent of Agent Framework that has the history in memory, and can write the whole session into a row after each turn.</summary>
internal sealed class FrameworkTurns : IDisposable
{
    private readonly InstantModel _model;
    private readonly ChatClientAgent _agent;
    private readonly SessionRow? _row;

    public FrameworkTurns(SessionRow? row = null, bool callsTool = false)
    {
        _row = row;
        _model = new InstantModel { Tool = callsTool ? SupportTool.Name : null };
        _agent = new ChatClientAgent(_model, new ChatClientAgentOptions
        {
            ChatOptions = callsTool ? new ChatOptions { Tools = [AIFunctionFactory.Create(SupportTool.Find, SupportTool.Name)] } : null,
        });
    }

    public GrownTurns At(int messages) => new(messages, _model, GrowAsync);

    public void Dispose()
    {
        _model.Dispose();
        _row?.Dispose();
    }

    private async Task<Func<Task>> GrowAsync(int place, int messages)
    {
        var session = await _agent.CreateSessionAsync();
        session.SetInMemoryChatHistory([.. Enumerable.Range(1, messages / SampleTurn.Messages).SelectMany(SampleTurn.Create)]);
        return _row is null
            ? () => _agent.RunAsync(GrownTurns.Input, session)
            : async () =>
            {
                await _agent.RunAsync(GrownTurns.Input, session);
                var state = await _agent.SerializeSessionAsync(session);
                _row.Write(place, JsonMarshal.GetRawUtf8Value(state).ToArray());
            };
    }
}
