using System.Runtime.CompilerServices;
using Colloquy;
using Colloquy.Offline;
using Colloquy.Samples;
using Colloquy.Sqlite;

if (args is not ([] or [_]))
{
    Console.Error.WriteLine("Usage: Aot [STORE]");
    return 2;
}

await using var store = await SqliteSessionStore.OpenAsync(args is [var path] ? path : "quay.db");
var session = await store.OpenAsync(new SessionKey("watch", user: "ada"), new OpenSessionOptions { State = new StateOptions { Json = QuayJson.Default.Options } });

// The offline stand-in answers: it is no language model.
var agent = new Agent(new OfflineChatClient())
{
    Name = "watch",
    Tools = [AgentTool.Create(QuayTools.GetDepth, "get_depth", "Returns the depth of the water at a quay.", idempotent: true, json: QuayJson.Default.Options)],
};

var answer = await agent.RunAsync("What is the depth at quay 4?", session);
var typed = await agent.RunAsync("What is the depth at quay 5?", session, format: new OutputFormat<Depth>(QuayJson.Default.Options));
await session.State.SetAsync("last", typed.Value);

Console.WriteLine(answer.Text);
Console.WriteLine($"State: quay {(await session.State.GetAsync<Depth>("last"))?.Quay}. Messages: {(await session.GetItemsAsync()).Count}.");
Console.WriteLine(RuntimeFeature.IsDynamicCodeSupported ? "Compiled as it runs." : "Compiled ahead of time.");
return 0;
