namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>What a log does not keep, a cassette does not keep either.</summary>
public sealed class TransientTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_transient_message_is_in_no_cassette_and_the_cassette_is_replayed()
    {
        IChatClient Model() => new ScriptedModel(_ => new(ChatRole.Assistant, "Thank you."));
        async Task RunAsync(CassetteMode mode) => await Tapes.SayAsync("transient", conversation => conversation.UseCassette(_tapes.Folder + "/", mode, new CassetteOptions())
            .UseAgent(parts => new Agent(parts.Client(Model())) { Middleware = [new Withholding()] }), "My code is 914-226");

        await RunAsync(CassetteMode.Record);
        var file = _tapes.Read("transient");
        await RunAsync(CassetteMode.Replay);

        Assert.DoesNotContain("914-226", file, StringComparison.Ordinal);
        Assert.Contains("withheld", file, StringComparison.Ordinal);
    }

    private sealed class Withholding : AgentMiddleware
    {
        public override Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken) =>
            next(request with { Input = [.. request.Input.Select(message => message.AsTransient())] }, cancellationToken);
    }
}
