using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Colloquy.Sqlite;

try
{
    switch (args)
    {
        case []:
            return await Demo.RunInTemporaryFileAsync();
        case ["--store", var path]:
            return await Demo.RunAsync(path);
        case ["--store", var path, "--scene", var scene]:
            return await Scenes.PlayAsync(scene, path);
        default:
            Console.Error.WriteLine("Usage: RepairDesk [--store PATH]");
            return 2;
    }
}
catch (ColloquyException problem)
{
    Console.Error.WriteLine($"RepairDesk: {problem.Message}");
    return 1;
}
