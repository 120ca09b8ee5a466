using Colloquy;
using Colloquy.Models;
#if (Sqlite)
using Colloquy.Sqlite;
#endif
using AgentNamespace;

#if (Sqlite)
// Conversations are kept in this file: start the program again, and the conversation continues.
await using var store = await SqliteSessionStore.OpenAsync("agent.db");
#else
await using var store = new InMemorySessionStore();
#endif
var session = await store.OpenAsync(new SessionKey("desk", user: "me"));

// Without a key, the offline model answers by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real one.
var agent = new Agent(ChatModels.Create())
{
    Name = "desk",
    Instructions = "You are the repair desk of a workshop. Answer briefly.",
    Tools = [AgentTool.Create(RepairTools.OpenCase, "open_case", "Opens a repair case.")],
};

// A turn that a crash interrupted is finished first.
if (await agent.ResumeAsync(session) is { } resumed)
    Console.WriteLine(resumed.Text);

// `dotnet run -- "message"` sends one message. Without one, the program asks for messages until an empty line.
if (args.Length > 0)
{
    await AnswerAsync(string.Join(' ', args));
    return;
}

Console.WriteLine($"{ChatModels.DefaultName()} listens. An empty line ends the program.");
while (Console.ReadLine() is { Length: > 0 } message)
    await AnswerAsync(message);

async Task AnswerAsync(string message)
{
    await foreach (var update in agent.RunStreamingAsync(message, session))
        Console.Write(update.Text);
    Console.WriteLine();
}
