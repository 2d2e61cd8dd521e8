import type { ReactNode } from 'react';
import type { Glaze } from './glaze.ts';

export interface Drawing {
  tint: 'sand' | 'sage' | 'sky' | 'rose';
  /** Half the width of the shadow the thing stands on. */
  shadow: number;
  /** On a sheet of 240 × 180, standing on y = 150. */
  draw: (glaze: Glaze) => ReactNode;
}

function steam(x: number) {
  return (
    <path
      d={`M${x} 50c-7-9 7-12 0-22M${x + 16} 50c-7-9 7-12 0-22`}
      fill="none"
      stroke="#fff"
      strokeOpacity="0.75"
      strokeWidth="4"
      strokeLinecap="round"
    />
  );
}

const mug: Drawing = {
  tint: 'sand',
  shadow: 54,
  draw: ({ light, body, dark }) => (
    <>
      {steam(104)}
      <path d="M150 82h12a19 19 0 0 1 0 38h-14" fill="none" stroke={dark} strokeWidth="10" />
      <path d="M72 66h80v58a26 26 0 0 1-26 26H98a26 26 0 0 1-26-26z" fill={body} />
      <path d="M132 66h20v58a26 26 0 0 1-26 26h-10c10-8 16-18 16-34z" fill={dark} opacity="0.55" />
      <path d="M82 80v42a16 16 0 0 0 5 12" fill="none" stroke={light} strokeWidth="6" strokeLinecap="round" />
      <ellipse cx="112" cy="66" rx="40" ry="9" fill={light} />
      <ellipse cx="112" cy="67" rx="33" ry="6" fill="#5b3a26" />
    </>
  ),
};

const teapot: Drawing = {
  tint: 'sage',
  shadow: 66,
  draw: ({ light, body, dark }) => (
    <>
      <path d="M78 74c8-46 76-46 84 0" fill="none" stroke={dark} strokeWidth="7" strokeLinecap="round" />
      <path d="M170 104c16-4 20-18 32-24l6 9c-12 8-14 32-36 42z" fill={dark} />
      <path d="M66 112c0-30 24-44 54-44s54 14 54 44c0 24-18 38-54 38s-54-14-54-38z" fill={body} />
      <path d="M138 70c24 4 36 20 36 42 0 24-18 38-54 38 30-12 38-48 18-80z" fill={dark} opacity="0.6" />
      <path d="M80 104c2-10 8-17 18-21" fill="none" stroke={light} strokeWidth="6" strokeLinecap="round" />
      <g fill={light} opacity="0.5">
        <circle cx="92" cy="118" r="2.4" />
        <circle cx="106" cy="118" r="2.4" />
        <circle cx="120" cy="118" r="2.4" />
        <circle cx="134" cy="118" r="2.4" />
        <circle cx="148" cy="118" r="2.4" />
        <circle cx="99" cy="129" r="2.4" />
        <circle cx="113" cy="129" r="2.4" />
        <circle cx="127" cy="129" r="2.4" />
        <circle cx="141" cy="129" r="2.4" />
      </g>
      <ellipse cx="120" cy="72" rx="32" ry="7" fill={dark} />
      <path d="M92 69c4-10 52-10 56 0z" fill={body} />
      <circle cx="120" cy="57" r="6" fill="#c8963e" />
    </>
  ),
};

const tea: Drawing = {
  tint: 'sage',
  shadow: 46,
  draw: () => (
    <>
      <path d="M78 62h84v80a8 8 0 0 1-8 8H86a8 8 0 0 1-8-8z" fill="#66895c" />
      <path d="M142 62h20v80a8 8 0 0 1-8 8h-12z" fill="#4b6743" />
      <rect x="74" y="46" width="92" height="20" rx="6" fill="#c8963e" />
      <path d="M146 46h14a6 6 0 0 1 6 6v8a6 6 0 0 1-6 6h-14z" fill="#a67828" />
      <rect x="88" y="80" width="64" height="52" rx="3" fill="#f6efdf" />
      <path d="M120 122c-16-6-18-20-12-32 14 4 20 16 12 32z" fill="#66895c" />
      <path d="M120 122c-2-16 6-24 18-26 4 14-4 24-18 26z" fill="#93b287" />
      <path
        d="M120 124c-2-10-5-18-9-25M120 124c4-10 9-17 14-22"
        fill="none"
        stroke="#4b6743"
        strokeWidth="1.6"
      />
    </>
  ),
};

const coffee: Drawing = {
  tint: 'rose',
  shadow: 50,
  draw: () => (
    <>
      <path d="M84 46h72l8 96a8 8 0 0 1-8 8H84a8 8 0 0 1-8-8z" fill="#7b4b33" />
      <path d="M140 46h16l8 96a8 8 0 0 1-8 8h-16c8-30 8-70 0-104z" fill="#5c3623" />
      <path d="M82 34h76v14H82z" fill="#8f5a3f" />
      <path d="M82 41h76" stroke="#5c3623" strokeWidth="2" />
      <circle cx="120" cy="100" r="29" fill="#f6e7d3" />
      <g transform="rotate(28 120 100)">
        <ellipse cx="120" cy="100" rx="12" ry="18" fill="#5c3623" />
        <path d="M120 83c-7 11 7 22 0 34" fill="none" stroke="#f6e7d3" strokeWidth="2.6" />
      </g>
      <g fill="#5c3623">
        <ellipse cx="62" cy="147" rx="7" ry="5" transform="rotate(-24 62 147)" />
        <ellipse cx="184" cy="148" rx="7" ry="5" transform="rotate(18 184 148)" />
      </g>
    </>
  ),
};

const grinder: Drawing = {
  tint: 'sand',
  shadow: 44,
  draw: () => (
    <>
      <path
        d="M121 58V36h46"
        fill="none"
        stroke="#5d6568"
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <rect x="160" y="20" width="14" height="30" rx="7" fill="#7a4a2b" />
      <path d="M92 62a29 14 0 0 1 58 0z" fill="#8f989b" />
      <rect x="90" y="60" width="62" height="42" rx="3" fill="#b9c1c3" />
      <path d="M132 60h17a3 3 0 0 1 3 3v36a3 3 0 0 1-3 3h-17z" fill="#8f989b" />
      <path d="M98 66v30" stroke="#e8edee" strokeWidth="4" strokeLinecap="round" />
      <rect x="84" y="100" width="74" height="50" rx="5" fill="#9a6237" />
      <path d="M136 100h17a5 5 0 0 1 5 5v40a5 5 0 0 1-5 5h-17z" fill="#7a4a2b" />
      <rect x="98" y="114" width="46" height="26" rx="3" fill="#b27745" />
      <circle cx="121" cy="127" r="4.5" fill="#e1b866" />
    </>
  ),
};

const notebook: Drawing = {
  tint: 'sky',
  shadow: 52,
  draw: () => (
    <g transform="rotate(-6 120 96)">
      <rect x="82" y="38" width="84" height="114" rx="5" fill="#e9e2d2" />
      <path d="M164 44v104M160 44v106" stroke="#cfc6b2" strokeWidth="1.5" />
      <rect x="74" y="34" width="84" height="114" rx="5" fill="#35546f" />
      <path d="M79 34h9v114h-9a5 5 0 0 1-5-5V39a5 5 0 0 1 5-5z" fill="#27405a" />
      <rect x="102" y="58" width="42" height="26" rx="2" fill="#f3ecdc" />
      <path d="M109 67h28M109 75h18" stroke="#9a927f" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M147 34v114" stroke="#d98a4e" strokeWidth="4" />
      <path d="M116 148v14l4-4 4 4v-14z" fill="#c2604a" />
    </g>
  ),
};

const pen: Drawing = {
  tint: 'sand',
  shadow: 62,
  draw: () => (
    <>
      <path
        d="M46 138c18-20 30 8 46-8s24 6 40-6"
        fill="none"
        stroke="#35546f"
        strokeWidth="3"
        strokeLinecap="round"
        opacity="0.75"
      />
      <g transform="translate(-14 4) rotate(-44 132 124)">
        <path d="M132 124l20-8v16z" fill="#8d8a80" />
        <rect x="150" y="115" width="28" height="18" fill="#b98a35" />
        <rect x="176" y="114" width="68" height="20" rx="4" fill="#d9ad55" />
        <path d="M150 128h94v2a4 4 0 0 1-4 4h-64v-1h-26z" fill="#a67828" opacity="0.8" />
        <path d="M182 119h54" stroke="#f3d999" strokeWidth="3.4" strokeLinecap="round" />
        <rect x="174" y="112" width="5" height="24" rx="2" fill="#8f6a24" />
        <rect x="210" y="108" width="34" height="5" rx="2.5" fill="#b98a35" />
      </g>
    </>
  ),
};

const lamp: Drawing = {
  tint: 'sky',
  shadow: 46,
  draw: () => (
    <>
      <path d="M146 66l46 84H92z" fill="#ffe9ad" opacity="0.45" />
      <path
        d="M92 142V96l44-44"
        fill="none"
        stroke="#39423f"
        strokeWidth="7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="92" cy="96" r="7" fill="#c8963e" />
      <path d="M66 150a26 10 0 0 1 52 0z" fill="#39423f" />
      <g transform="rotate(18 142 54)">
        <path d="M112 70c2-24 14-36 30-36s28 12 30 36z" fill="#c2604a" />
        <path d="M150 35c13 4 20 15 22 35h-20c4-14 4-26-2-35z" fill="#944635" />
        <path d="M122 62c2-8 6-14 12-17" fill="none" stroke="#dd8a73" strokeWidth="5" strokeLinecap="round" />
        <ellipse cx="142" cy="70" rx="30" ry="5.5" fill="#fff3cf" />
      </g>
    </>
  ),
};

const chair: Drawing = {
  tint: 'sage',
  shadow: 50,
  draw: () => (
    <>
      <path d="M96 104l-8 46M146 104l10 46" stroke="#8a5c33" strokeWidth="7" strokeLinecap="round" />
      <path
        d="M110 104l-4 38M134 104l4 38"
        stroke="#74491f"
        strokeWidth="6"
        strokeLinecap="round"
        opacity="0.85"
      />
      <path d="M90 132h64" stroke="#8a5c33" strokeWidth="4" />
      <path d="M92 100l-6-68M150 100l6-68" stroke="#a87242" strokeWidth="7" strokeLinecap="round" />
      <path d="M86 30q35-12 70 0v18q-35-11-70 0z" fill="#c48b57" />
      <path d="M107 46l2 50M121 44v52M135 46l-2 50" stroke="#b57c49" strokeWidth="5" />
      <path
        d="M82 94h78a6 6 0 0 1 6 8l-1 2a6 6 0 0 1-6 4H83a6 6 0 0 1-6-4l-1-2a6 6 0 0 1 6-8z"
        fill="#d39c66"
      />
      <path d="M77 103h88l-1 3a6 6 0 0 1-5 3H83a6 6 0 0 1-5-3z" fill="#a87242" />
    </>
  ),
};

const print: Drawing = {
  tint: 'rose',
  shadow: 56,
  draw: () => (
    <>
      <rect x="62" y="26" width="116" height="124" rx="3" fill="#a87242" />
      <rect x="69" y="33" width="102" height="110" fill="#fbf6ea" />
      <rect x="80" y="44" width="80" height="76" fill="#f2d9b1" />
      <circle cx="138" cy="62" r="9" fill="#dd8a73" />
      <path d="M80 104l24-38 14 20 12-14 30 36v12H80z" fill="#4f6f7f" />
      <path d="M104 66l-8 13 7 5 4-4 5 6 3-3zM130 72l-6 7 7 4 4-4z" fill="#fbf6ea" />
      <path d="M80 120v-14c14-8 24 4 38-2s28 0 42-4v20z" fill="#35546f" />
      <path d="M82 130h14M144 130h14" stroke="#9a927f" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
};

const sticker: Drawing = {
  tint: 'rose',
  shadow: 54,
  draw: () => (
    <g transform="rotate(5 120 92)">
      <path d="M70 30h100v96l-22 22H70z" fill="#fffdf6" />
      <path d="M170 126l-22 22v-22z" fill="#d8cfbc" />
      <circle cx="96" cy="58" r="17" fill="#e0a458" />
      <path d="M88 60q8 9 16 0" fill="none" stroke="#6d4614" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="90" cy="53" r="2" fill="#6d4614" />
      <circle cx="102" cy="53" r="2" fill="#6d4614" />
      <path d="M144 74c-22-13-18-32-8-32 5 0 8 6 8 6s3-6 8-6c10 0 14 19-8 32z" fill="#c2604a" />
      <path d="M82 108l6-14 6 14 15 1-12 9 4 14-13-8-13 8 4-14-12-9z" fill="#3d958b" />
      <path d="M124 100h30l-4 28h-22z" fill="#4f7cae" />
      <path d="M120 96h38v7h-38z" fill="#385d88" />
    </g>
  ),
};

const parcel: Drawing = {
  tint: 'sand',
  shadow: 58,
  draw: ({ light, body, dark }) => (
    <>
      <path d="M66 76l54-20 54 20v52l-54 22-54-22z" fill={body} />
      <path d="M120 96l54-20v52l-54 22z" fill={dark} />
      <path d="M66 76l54-20 54 20-54 20z" fill={light} />
      <path
        d="M93 66l54 20v18"
        fill="none"
        stroke="#fffdf6"
        strokeWidth="8"
        strokeLinejoin="round"
        opacity="0.85"
      />
    </>
  ),
};

const BY_KIND: Record<string, Drawing> = {
  MUG: mug,
  CUP: mug,
  TEAPOT: teapot,
  TEA: tea,
  COFFEE: coffee,
  GRINDER: grinder,
  NOTEBOOK: notebook,
  PEN: pen,
  LAMP: lamp,
  CHAIR: chair,
  PRINT: print,
  STICKER: sticker,
};

/** A SKU begins with the kind of product or at least contains it; a kind without a drawing is shown as a parcel. */
export function drawingOf(sku: string): Drawing {
  const kind = sku
    .toUpperCase()
    .split(/[._-]/)
    .find((word) => word in BY_KIND);
  return (kind !== undefined ? BY_KIND[kind] : undefined) ?? parcel;
}
