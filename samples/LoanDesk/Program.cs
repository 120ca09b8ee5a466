using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Colloquy.Sqlite;

if (args is not ([] or ["--store", _]))
{
    Console.Error.WriteLine("Usage: LoanDesk [--store PATH]");
    return 2;
}

try
{
    await using var store = await SqliteSessionStore.OpenAsync(args is [_, var path] ? path : "loans.db");
    var session = await store.OpenAsync(new SessionKey("loans", user: Environment.UserName));
    using var chatClient = ChatModels.CreateDefault();
    var agent = new Agent(chatClient)
    {
        Name = "librarian",
        Instructions = "You answer at the loan desk of a library. Look books up before you speak of them, and give their numbers.",
        Tools = LoanTools.All,
    };
    return await new DeskLoop(agent, session).RunAsync();
}
catch (ColloquyException problem)
{
    Console.Error.WriteLine($"LoanDesk: {problem.Message}");
    return 1;
}
