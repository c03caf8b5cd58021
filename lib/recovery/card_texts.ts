/**
 * What stands on paper, in English and Persian: what the page is, and what its holder does with it.
 * It names nobody, no program that must be used and no day.
 *
 * @module
 */

/** The texts of a page in one language. */
export interface CardTexts {
  /** The heading. */
  readonly title: string;
  /** What the page is, in a sentence or two. */
  readonly about: string;
  /** What to do with it, in order. */
  readonly steps: readonly string[];
}

/** The texts of a page in both languages. */
export interface Bilingual {
  /** English, left to right. */
  readonly en: CardTexts;
  /** Persian, right to left. */
  readonly fa: CardTexts;
}

/** A page with a share. */
export const SHARE_TEXTS: Bilingual = {
  en: {
    title: "A share to keep",
    about: "This page is one share of a secret. Alone it opens nothing. With enough others it" +
      " restores what somebody has lost.",
    steps: [
      "Keep it dry and out of sight, with what must not be lost. Tell nobody that you have it.",
      "Do not copy or photograph it, and type it nowhere but to restore.",
      "Give it only to the person who gave it to you, or to whom they named, and only when you" +
      " have spoken with them face to face or by voice. Do not trust anybody who hurries you.",
      "Once a year they may ask you for the check number. Reading it aloud reveals nothing.",
      "To restore, any program for SLIP-39 takes the words. The code holds the same words.",
      "If the page is lost, stolen or seen by others, tell that person soon.",
    ],
  },
  fa: {
    title: "سهمی برای نگهداری",
    about: "این برگه یکی از سهم‌های یک راز است. به‌تنهایی چیزی را باز نمی‌کند؛ همراه با شمار کافی از" +
      " سهم‌های دیگر، آنچه را کسی از دست داده است بازمی‌گرداند.",
    steps: [
      "آن را در جایی خشک و دور از چشم، کنار چیزهایی که نباید گم شوند نگه دارید. به کسی نگویید که آن را دارید.",
      "از آن رونوشت یا عکس نگیرید و جز برای بازیابی در هیچ جا وارد نکنید.",
      "آن را فقط به کسی بدهید که آن را به شما سپرده است یا کسی که او نام برده، و فقط پس از آنکه رو در رو" +
      " یا با صدای خودش با او حرف زده‌اید. به کسی که شما را به شتاب وامی‌دارد اعتماد نکنید.",
      "شاید سالی یک بار عدد کنترل را از شما بپرسد. خواندن آن با صدای بلند چیزی را فاش نمی‌کند.",
      "برای بازیابی، هر برنامه‌ای که SLIP-39 را می‌شناسد این واژه‌ها را می‌پذیرد. رمزینه همان واژه‌ها را دارد.",
      "اگر این برگه گم یا دزدیده شد، یا کسی آن را دید، زود به او خبر دهید.",
    ],
  },
};

/** A page with the key that cancels. */
export const CANCEL_TEXTS: Bilingual = {
  en: {
    title: "A page that stops a recovery",
    about: "Whoever holds this page can stop somebody who tries to restore a secret without" +
      " right. The words open no wallet and restore nothing.",
    steps: [
      "Keep it apart from any share, where you can reach it within two days.",
      "If a guardian tells you of a request that is not genuine, type the words into" +
      " kelid recovery cancel and send each guardian one of the files that it writes.",
      "It stops a guardian only if the file reaches them before they release their share.",
      "It works twice, for seven days each time. After the second, one more guardian than before" +
      " must approve, and nobody can stop that.",
      "If the page is lost or stolen, deal new shares: its finder can delay a recovery twice.",
    ],
  },
  fa: {
    title: "برگه‌ای که بازیابی را متوقف می‌کند",
    about: "دارندهٔ این برگه می‌تواند جلوی کسی را بگیرد که بی‌اجازه می‌خواهد رازی را بازیابی کند. این" +
      " واژه‌ها هیچ کیف پولی را باز نمی‌کنند و چیزی را بازنمی‌گردانند.",
    steps: [
      "آن را جدا از هر سهمی نگه دارید، جایی که ظرف دو روز به آن دسترس دارید.",
      "اگر نگهبانی از درخواستی نادرست خبر داد، واژه‌ها را در kelid recovery cancel وارد کنید و به هر" +
      " نگهبان یکی از پرونده‌هایی را که می‌سازد بفرستید.",
      "فقط نگهبانی را متوقف می‌کند که پرونده پیش از سپردن سهم به دستش برسد.",
      "دو بار کار می‌کند و هر بار هفت روز. پس از بار دوم یک نگهبان بیشتر باید تأیید کند و دیگر کسی" +
      " نمی‌تواند جلوی آن را بگیرد.",
      "اگر برگه گم یا دزدیده شد، سهم‌های تازه بسازید: یابندهٔ آن می‌تواند بازیابی را دو بار عقب بیندازد.",
    ],
  },
};
