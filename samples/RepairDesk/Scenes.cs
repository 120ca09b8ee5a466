using Colloquy.Models;
using Colloquy.Sqlite;

namespace Colloquy.Samples;

/// <summary>Plays what happens at the desk.</summary>
public static class Scenes
{
    private static readonly Caller Ines = new("ines@works.example", "Ines", "hall 2");
    private static readonly Caller Marek = new("marek@works.example", "Marek", "hall 5");

    private static readonly Dictionary<string, Func<RepairDesk, Task>> All = new()
    {
        ["monday"] = PlayMondayAsync,
        ["thursday"] = PlayThursdayAsync,
        ["hall-5"] = PlayHall5Async,
        ["figures"] = ShowFiguresAsync,
        ["taken-back"] = PlayTakenBackAsync,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static async Task<int> PlayAsync(string scene, string path)
    {
        await using var store = await SqliteSessionStore.OpenAsync(path);
        using var model = ChatModels.CreateDefault();
        await All[scene](new RepairDesk(store, model));
        return 0;
    }

    private static async Task PlayMondayAsync(RepairDesk desk)
    {
        Print.Scene("Monday", "A pump leaks. Ines calls the desk and has a case opened.");
        await SayAsync(desk, Ines, "Good morning, pump P-12 in hall 2 leaks again.");
        await SayAsync(desk, Ines, "Please open a case for it.");
    }

    private static async Task PlayThursdayAsync(RepairDesk desk)
    {
        Print.Scene("Thursday", "Ines calls again. Another process answers; the file holds the conversation.");
        await SayAsync(desk, Ines, "Hello, it's hall 2 once more. How far are my cases?");
        await SayAsync(desk, Ines, "Please open a case: pump P-12 in hall 2 leaks again.");
        await SayAsync(desk, Ines, "Could you give me a recap of this week?");
    }

    private static async Task PlayHall5Async(RepairDesk desk)
    {
        Print.Scene("Hall 5", "Marek calls for the first time. His session holds none of Ines's cases.");
        await SayAsync(desk, Marek, "Good morning! Who looks after the big lathe?");
        await SayAsync(desk, Marek, "Do I have any cases?");
    }

    private static async Task ShowFiguresAsync(RepairDesk desk)
    {
        Print.Scene("Figures", "Each caller has turns, messages and cases of their own.");
        var rows = new List<(Caller, ConversationSize, int)>();
        foreach (var caller in new[] { Ines, Marek })
            rows.Add((caller, await desk.CountAsync(caller.Id), (await desk.ListCasesAsync(caller.Id)).Count));
        Print.Figures(rows);
    }

    private static async Task PlayTakenBackAsync(RepairDesk desk)
    {
        Print.Scene("Taken back", "Marek names the wrong machine, undoes the turn and says it again.");
        await SayAsync(desk, Marek, "Please open a case: the small lathe needs bearings.");
        await ShowCasesAsync(desk);

        var undone = await desk.TakeBackAsync(Marek.Id);
        Print.Remark($"Taken back: turn {undone!.Number}, and the case that it opened.");
        await ShowCasesAsync(desk);
        Print.Blank();

        await SayAsync(desk, Marek, "Please open a case: the big lathe needs bearings.");
        await ShowCasesAsync(desk);
    }

    private static async Task SayAsync(RepairDesk desk, Caller caller, string message)
    {
        Print.Said(caller.Name, message);
        Print.Answered(caller, await desk.AnswerAsync(caller, message));
    }

    private static async Task ShowCasesAsync(RepairDesk desk)
    {
        var cases = await desk.ListCasesAsync(Marek.Id);
        var size = await desk.CountAsync(Marek.Id);
        Print.Remark($"Marek has {size.Turns} turns and {(cases.Count == 0 ? "no cases" : string.Join(", ", cases.Select(repair => $"{repair.Number} ({repair.Subject})")))}.");
    }
}
