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

await using var store = SqliteSessionStore.Open(args is [var path] ? path : "quay.db");
var session = await store.OpenAsync(new SessionKey("watch", user: "ada"), new OpenSessionOptions { State = new StateOptions { Json = QuayJson.Default.Options } });

// The offline stand-in answers: it is no language model.
var agent = new Agent(new OfflineChatClient())
{
    Name = "watch",
    Tools = [AgentTool.Create(QuayTools.GetDepth, "get_depth", "Returns the depth of the water at a quay.", idempotent: true, json: QuayJson.Default.Options)],
};

var answer = await agent.RunAsync("What is the depth at quay 4?", session);
await session.State.SetAsync("last", new Depth(4, 7.25m, "rising"));

Console.WriteLine(answer.Text);
Console.WriteLine($"{(await session.GetItemsAsync()).Count} messages, {(await session.State.GetAsync<Depth>("last"))?.Tide} tide, {(RuntimeFeature.IsDynamicCodeSupported ? "compiled as it runs" : "compiled ahead of time")}");
return 0;
