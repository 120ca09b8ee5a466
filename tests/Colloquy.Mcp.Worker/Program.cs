namespace Colloquy.Mcp.Worker;

/// <summary>What tests of MCP start as processes: a server that can be told to misbehave, and an agent that uses it.</summary>
public static class Program
{
    public static Task<int> Main(string[] arguments) => arguments switch
    {
        ["serve", .. var rest] => Till.RunAsync(rest.FirstOrDefault()),
        ["raw"] => RawReplies.ServeAsync(),
        ["agent", var file, var ledger, .. var input] => AgentProcess.RunAsync(file, ledger, input.FirstOrDefault()),
        _ => Task.FromResult(2),
    };
}
