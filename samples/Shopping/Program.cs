using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Colloquy.Sqlite;

if (args is not ([] or ["--store", _]))
{
    Console.Error.WriteLine("Usage: Shopping [--store PATH]");
    return 2;
}

try
{
    await using var store = SqliteSessionStore.Open(args is [_, var path] ? path : "shopping.db");
    var session = await store.OpenAsync(new SessionKey("shopping", user: Environment.UserName));
    using var chatClient = ChatModels.CreateDefault();
    var agent = new Agent(chatClient)
    {
        Name = "ShoppingAgent",
        Instructions = "You help users shop for products. Be helpful and concise.",
        Tools = ShopTools.All,
    };
    return await new ShoppingLoop(agent, session).RunAsync();
}
catch (Exception problem) when (problem is ColloquyException or ModelConfigurationException)
{
    Console.Error.WriteLine($"Shopping: {problem.Message}");
    return 1;
}
